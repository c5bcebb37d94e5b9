using Baron.Registry;

namespace Baron.Training.Schedules;

/// <summary>A constant factor from <c>begin</c> on that is taken back at step <c>end - 1</c>.</summary>
[Component("ConstantLR")]
public sealed class ConstantLr : ParamScheduler
{
    private readonly double _factor;

    /// <summary>Creates the schedule.</summary>
    /// <param name="factor">The factor, above 0 and at most 1.</param>
    /// <param name="begin">First step.</param>
    /// <param name="end">Step after the last; the factor is never taken back when absent.</param>
    /// <param name="byEpoch">Whether steps are epochs instead of iterations.</param>
    /// <param name="convertToIterBased">Whether begin and end are epochs and steps iterations.</param>
    /// <exception cref="BaronException">A value is out of range.</exception>
    public ConstantLr(double factor = 1.0 / 3, int begin = 0, int? end = null, bool byEpoch = true, bool convertToIterBased = false)
        : base(begin, end, byEpoch, convertToIterBased)
    {
        if (!(factor > 0 && factor <= 1))
        {
            throw new BaronException("factor must be above 0 and at most 1.");
        }

        _factor = factor;
    }

    /// <inheritdoc/>
    protected override double Next(int step, double current, double initial)
    {
        if (step == 0)
        {
            return current * _factor;
        }

        return ConfiguredEnd is { } end && step == end - Begin - 1 ? current / _factor : current;
    }
}
