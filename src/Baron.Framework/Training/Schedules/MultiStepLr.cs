using Baron.Registry;

namespace Baron.Training.Schedules;

/// <summary>Multiplies by <c>gamma</c> at each milestone.</summary>
[Component("MultiStepLR")]
public sealed class MultiStepLr : ParamScheduler
{
    private readonly Dictionary<int, int> _milestones = [];
    private readonly double _gamma;

    /// <summary>Creates the schedule.</summary>
    /// <param name="milestones">Steps, counted from <c>begin</c>; one named twice counts twice.</param>
    /// <param name="gamma">The factor.</param>
    /// <param name="begin">First step.</param>
    /// <param name="end">Step after the last; open when absent.</param>
    /// <param name="byEpoch">Whether steps are epochs instead of iterations.</param>
    /// <param name="convertToIterBased">Whether begin, end and milestones are epochs and steps iterations.</param>
    /// <exception cref="BaronException">A value is out of range.</exception>
    public MultiStepLr(IReadOnlyList<int> milestones, double gamma = 0.1, int begin = 0, int? end = null, bool byEpoch = true, bool convertToIterBased = false)
        : base(begin, end, byEpoch, convertToIterBased)
    {
        if (!(gamma >= 0) || milestones.Any(milestone => milestone < 0))
        {
            throw new BaronException("gamma and every milestone must be at least 0.");
        }

        foreach (var milestone in milestones)
        {
            _milestones[milestone] = _milestones.GetValueOrDefault(milestone) + 1;
        }

        _gamma = gamma;
    }

    /// <inheritdoc/>
    protected override double Next(int step, double current, double initial)
    {
        if (step % Scale != 0 || !_milestones.TryGetValue(step / Scale, out var times))
        {
            return current;
        }

        return current * Math.Pow(_gamma, times);
    }
}
