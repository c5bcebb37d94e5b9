using Microsoft.Extensions.Logging;

namespace Baron.Training;

/// <summary>Shows warnings and errors that components log among the lines of the run; what is less important is not shown.</summary>
/// <param name="display">Where the run shows what it does.</param>
internal sealed class DisplayLogger(IRunDisplay display) : ILoggerFactory, ILogger
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
        // There is one place where lines go.
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            display.Message($"{(logLevel == LogLevel.Warning ? "warning" : "error")}: {formatter(state, exception)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The display is the run's.
    }
}
