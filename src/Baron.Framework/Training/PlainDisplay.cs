using System.Globalization;
using System.Text;

namespace Baron.Training;

/// <summary>Plain lines, for logs and pipes.</summary>
/// <param name="writer">Where the lines go; not closed.</param>
public sealed class PlainDisplay(TextWriter writer) : IRunDisplay
{
    private readonly Lock _lock = new();
    private long _lastEvaluationLine;

    /// <inheritdoc/>
    public void Message(string text)
    {
        lock (_lock)
        {
            writer.WriteLine(text);
            writer.Flush();
        }
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
        if (progress.Phase == "train")
        {
            return;
        }

        // An evaluation has no log lines of its own: one line every ten seconds shows that it lives.
        var now = Environment.TickCount64;
        if (_lastEvaluationLine == 0 || progress.Done <= 1)
        {
            _lastEvaluationLine = now;
        }
        else if (now - _lastEvaluationLine >= 10_000 && progress.Done < progress.Total)
        {
            _lastEvaluationLine = now;
            Message(Format(progress));
        }
    }

    /// <inheritdoc/>
    public void Logged(RunProgress progress) => Message(Format(progress));

    /// <inheritdoc/>
    public void Finish(string phase)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static string Format(RunProgress progress)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{progress.Phase} {progress.Position}");
        foreach (var (name, value) in progress.Values)
        {
            line.Append(CultureInfo.InvariantCulture, $"  {name} {value:G4}");
        }

        line.Append(CultureInfo.InvariantCulture, $"  {progress.SecondsEach:F3} s each, {Duration(progress.Remaining)} left");
        return line.ToString();
    }

    private static string Duration(TimeSpan time) => time.TotalDays >= 1
        ? time.ToString(@"d\d\ hh\:mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
