namespace Baron.Training;

/// <summary>A run that was asked for rightly and went wrong, such as a loss that is no longer a number. Exit code 1.</summary>
public class RunFailedException : Exception
{
    /// <summary>Creates the exception with the line the user reads.</summary>
    /// <param name="message">What went wrong, where, and what to do about it.</param>
    public RunFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the line the user reads and its cause.</summary>
    /// <param name="message">What went wrong, where, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public RunFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
