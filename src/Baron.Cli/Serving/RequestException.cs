namespace Baron.Cli.Serving;

/// <summary>A request that cannot be answered; its message goes to the client.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">One line.</param>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
