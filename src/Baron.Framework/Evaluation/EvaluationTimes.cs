namespace Baron.Evaluation;

/// <summary>Where the time of an evaluation of files went.</summary>
public sealed class EvaluationTimes
{
    /// <summary>Reading the ground truth and the results.</summary>
    public TimeSpan Reading { get; internal set; }

    /// <summary>Matching and accumulating.</summary>
    public TimeSpan Evaluating { get; internal set; }
}
