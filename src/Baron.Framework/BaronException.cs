namespace Baron;

/// <summary>
/// A mistake of the user's that one readable line explains: what is wrong, where, and what to do. The command line prints
/// <see cref="Exception.Message"/> to standard error and exits with code 2.
/// </summary>
public class BaronException : Exception
{
    /// <summary>Creates the exception with the line (or lines) the user reads.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    public BaronException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the line the user reads and its cause, shown with <c>--verbose</c>.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public BaronException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
