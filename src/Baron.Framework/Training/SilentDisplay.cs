namespace Baron.Training;

/// <summary>Shows nothing.</summary>
public sealed class SilentDisplay : IRunDisplay
{
    /// <inheritdoc/>
    public void Message(string text)
    {
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
    }

    /// <inheritdoc/>
    public void Logged(RunProgress progress)
    {
    }

    /// <inheritdoc/>
    public void Finish(string phase)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
