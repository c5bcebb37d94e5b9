namespace Baron.Media;

/// <summary>
/// A picture or video could not be read or written, or the native media library is absent. The message is one line and has the
/// file's path.
/// </summary>
public sealed class MediaException : BaronException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with which file, and what to do about it.</param>
    public MediaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What is wrong with which file, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public MediaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
