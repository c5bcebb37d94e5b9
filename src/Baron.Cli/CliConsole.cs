using Baron.Training;

namespace Baron.Cli;

/// <summary>What a command writes to, and the signals it obeys.</summary>
public sealed class CliConsole : IDisposable
{
    private readonly Signals? _signals;

    private CliConsole(TextWriter output, TextWriter error, bool isTerminal, Signals? signals)
    {
        Out = output;
        Error = error;
        IsTerminal = isTerminal;
        _signals = signals;
    }

    /// <summary>Standard output: results.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error: mistakes, and progress where results are JSON.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a progress bar has a place.</summary>
    public bool IsTerminal { get; }

    /// <summary>The exit code of the signal that came, or <c>null</c>.</summary>
    public int? SignalExitCode => _signals?.ExitCode;

    /// <summary>The console of the process; signals are caught only while a run listens.</summary>
    public static CliConsole ForProcess() =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected && !Console.IsErrorRedirected, new Signals());

    /// <summary>A console for tests.</summary>
    /// <param name="output">Gets standard output.</param>
    /// <param name="error">Gets standard error.</param>
    public static CliConsole ForTests(TextWriter output, TextWriter error) => new(output, error, false, null);

    /// <summary>Lets SIGINT and SIGTERM stop a run until the result is disposed; a second SIGINT ends the process at once.</summary>
    /// <param name="stop">Asks the run to stop.</param>
    public IDisposable OnStop(Action stop) => _signals?.Listen(stop) ?? Nothing.Instance;

    /// <summary>Where a run shows itself: a bar on a terminal, else lines.</summary>
    /// <param name="json">Whether standard output is kept for JSON.</param>
    public IRunDisplay CreateDisplay(bool json) => IsTerminal && !json
        ? new Output.BarDisplay()
        : new PlainDisplay(json ? Error : Out);

    /// <inheritdoc/>
    public void Dispose() => _signals?.Dispose();

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
