using Baron.Registry;

namespace Baron.Training.Schedules;

/// <summary>Follows half a cosine down to a minimum (Loshchilov and Hutter, 2017, without restarts).</summary>
[Component("CosineAnnealingLR")]
public sealed class CosineAnnealingLr : ParamScheduler
{
    private readonly int? _max;
    private readonly double? _etaMin;
    private readonly double? _etaMinRatio;

    /// <summary>Creates the schedule.</summary>
    /// <param name="tMax">Steps to the minimum; <c>end - begin</c> when absent.</param>
    /// <param name="etaMin">The minimum, 0 when absent.</param>
    /// <param name="etaMinRatio">The minimum as a share of the initial value, instead of eta_min.</param>
    /// <param name="begin">First step.</param>
    /// <param name="end">Step after the last; open when absent.</param>
    /// <param name="byEpoch">Whether steps are epochs instead of iterations.</param>
    /// <param name="convertToIterBased">Whether begin, end and T_max are epochs and steps iterations.</param>
    /// <exception cref="BaronException">A value is out of range.</exception>
    public CosineAnnealingLr([ConfigKey("T_max")] int? tMax = null, double? etaMin = null, double? etaMinRatio = null, int begin = 0, int? end = null, bool byEpoch = true, bool convertToIterBased = false)
        : base(begin, end, byEpoch, convertToIterBased)
    {
        if (tMax < 1 || (etaMin is not null && etaMinRatio is not null))
        {
            throw new BaronException("T_max must be at least 1, and eta_min and eta_min_ratio exclude each other.");
        }

        if (!((etaMin ?? etaMinRatio ?? 0) >= 0))
        {
            throw new BaronException("eta_min and eta_min_ratio must be at least 0.");
        }

        _max = tMax;
        _etaMin = etaMin;
        _etaMinRatio = etaMinRatio;
    }

    /// <inheritdoc/>
    protected override double Next(int step, double current, double initial)
    {
        var minimum = _etaMinRatio is { } ratio ? initial * ratio : _etaMin ?? 0;
        var max = _max * Scale ?? (ConfiguredEnd ?? TotalSteps) - Begin;
        if (step == 0)
        {
            return current;
        }

        if ((step - 1 - max) % (2 * max) == 0)
        {
            return current + ((initial - minimum) * (1 - Math.Cos(Math.PI / max)) / 2);
        }

        return ((1 + Math.Cos(Math.PI * step / max)) / (1 + Math.Cos(Math.PI * (step - 1) / max)) * (current - minimum)) + minimum;
    }
}
