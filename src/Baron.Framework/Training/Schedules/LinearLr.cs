using Baron.Registry;

namespace Baron.Training.Schedules;

/// <summary>Warm-up (or decay): a factor that moves linearly from one value to another, reached at step <c>end - 1</c>.</summary>
[Component("LinearLR")]
public sealed class LinearLr : ParamScheduler
{
    private readonly double _startFactor;
    private readonly double _endFactor;

    /// <summary>Creates the schedule.</summary>
    /// <param name="startFactor">The factor at the first step, above 0.</param>
    /// <param name="endFactor">The factor from step <c>end - 1</c> on.</param>
    /// <param name="begin">First step.</param>
    /// <param name="end">Step after the last; the end of the run when absent.</param>
    /// <param name="byEpoch">Whether steps are epochs instead of iterations.</param>
    /// <param name="convertToIterBased">Whether begin and end are epochs and steps iterations.</param>
    /// <exception cref="BaronException">A value is out of range.</exception>
    public LinearLr(double startFactor = 1.0 / 3, double endFactor = 1.0, int begin = 0, int? end = null, bool byEpoch = true, bool convertToIterBased = false)
        : base(begin, end, byEpoch, convertToIterBased)
    {
        if (!(startFactor > 0 && startFactor <= 1) || !(endFactor >= 0 && endFactor <= 1))
        {
            throw new BaronException("start_factor must be above 0 and at most 1, end_factor 0 to 1.");
        }

        _startFactor = startFactor;
        _endFactor = endFactor;
    }

    /// <inheritdoc/>
    protected override double Next(int step, double current, double initial)
    {
        if (step == 0)
        {
            return current * _startFactor;
        }

        var total = (ConfiguredEnd ?? TotalSteps) - Begin - 1;
        return step > total
            ? current
            : current * (1 + ((_endFactor - _startFactor) / ((total * _startFactor) + ((step - 1) * (_endFactor - _startFactor)))));
    }
}
