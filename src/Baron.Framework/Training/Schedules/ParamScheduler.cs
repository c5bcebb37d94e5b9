using Baron.Training.Optimizers;

namespace Baron.Training.Schedules;

/// <summary>
/// The range logic of schedules. Steps are counted from 0, the value of the first iteration; a schedule acts at steps
/// <c>begin</c> to <c>end - 1</c> and computes each value from the one before (chained form), as MMEngine does.
/// </summary>
public abstract class ParamScheduler : IParamScheduler
{
    private readonly string _name;
    private readonly bool _convertToIterBased;
    private IReadOnlyList<ParameterGroup> _groups = [];

    /// <summary>Creates the schedule.</summary>
    /// <param name="begin">First step.</param>
    /// <param name="end">Step after the last; open when <c>null</c>.</param>
    /// <param name="byEpoch">Whether steps are epochs.</param>
    /// <param name="convertToIterBased">Whether <paramref name="begin"/> and <paramref name="end"/> are epochs and steps iterations.</param>
    /// <exception cref="BaronException">The range is empty.</exception>
    protected ParamScheduler(int begin, int? end, bool byEpoch, bool convertToIterBased)
    {
        _name = GetType().Name;
        if (begin < 0 || end <= begin)
        {
            throw new BaronException($"begin is {begin} and end {end}; begin must be at least 0 and end larger than begin.");
        }

        if (convertToIterBased && !byEpoch)
        {
            throw new BaronException("convert_to_iter_based needs by_epoch = true.");
        }

        Begin = begin;
        ConfiguredEnd = end;
        ByEpoch = byEpoch && !convertToIterBased;
        _convertToIterBased = convertToIterBased;
    }

    /// <inheritdoc/>
    public bool ByEpoch { get; }

    /// <inheritdoc/>
    public int Position { get; private set; }

    /// <summary>The first step.</summary>
    protected int Begin { get; private set; }

    /// <summary>The end as configured, in steps after <see cref="Attach"/>, or <c>null</c> when open.</summary>
    protected int? ConfiguredEnd { get; private set; }

    /// <summary>The step after the last; valid after <see cref="Attach"/>.</summary>
    protected int End { get; private set; }

    /// <summary>Iterations in an epoch when epochs were converted to iterations, else 1.</summary>
    protected int Scale { get; private set; } = 1;

    /// <inheritdoc/>
    public void Attach(IReadOnlyList<ParameterGroup> groups, int? epochLength, int totalSteps)
    {
        _groups = groups;
        if (_convertToIterBased)
        {
            Scale = epochLength ?? throw new BaronException($"{_name}: convert_to_iter_based needs a training loop by epochs.");
            Begin *= Scale;
            ConfiguredEnd *= Scale;
        }

        if (ConfiguredEnd is null && Begin >= totalSteps)
        {
            throw new BaronException($"{_name} in param_scheduler: begin is step {Begin}, but the run has {totalSteps}; with an end of its own a schedule may lie beyond the run.");
        }

        End = ConfiguredEnd ?? int.MaxValue;
        TotalSteps = totalSteps;
        Position = 0;
        Apply();
    }

    /// <inheritdoc/>
    public void Step()
    {
        Position++;
        Apply();
    }

    /// <inheritdoc/>
    public void Restore(int position) => Position = position;

    /// <summary>Steps of the whole run.</summary>
    protected int TotalSteps { get; private set; }

    /// <summary>Computes a value from the one before.</summary>
    /// <param name="step">Steps since the begin, 0 at the begin.</param>
    /// <param name="current">The value before, changed by the schedules earlier in the list.</param>
    /// <param name="initial">The value before any schedule.</param>
    protected abstract double Next(int step, double current, double initial);

    private void Apply()
    {
        if (Position < Begin || Position >= End)
        {
            return;
        }

        foreach (var group in _groups)
        {
            group.LearningRate = Next(Position - Begin, group.LearningRate, group.InitialLearningRate);
        }
    }
}
