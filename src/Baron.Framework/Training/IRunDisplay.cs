namespace Baron.Training;

/// <summary>Where a run shows what it does: a progress bar, plain lines, or nothing.</summary>
public interface IRunDisplay : IDisposable
{
    /// <summary>Shows a line that stays.</summary>
    /// <param name="text">The line.</param>
    void Message(string text);

    /// <summary>Tells of progress; called often.</summary>
    /// <param name="progress">Where the run is.</param>
    void Progress(RunProgress progress);

    /// <summary>Tells of the averages that were just written to the log.</summary>
    /// <param name="progress">Where the run is, with averages.</param>
    void Logged(RunProgress progress);

    /// <summary>Takes the bar of a finished phase away.</summary>
    /// <param name="phase">The phase, as in <see cref="RunProgress.Phase"/>.</param>
    void Finish(string phase);
}
