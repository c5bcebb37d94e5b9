namespace Baron.Configuration;

/// <summary>The mistakes of a config, all in one go; the message has one line for each.</summary>
public sealed class ConfigException : BaronException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errors">The mistakes, at least one.</param>
    public ConfigException(params IReadOnlyList<ConfigDiagnostic> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="error">The mistake.</param>
    /// <param name="innerException">The cause.</param>
    public ConfigException(ConfigDiagnostic error, Exception innerException)
        : base(error.ToString(), innerException) => Errors = [error];

    /// <summary>The mistakes.</summary>
    public IReadOnlyList<ConfigDiagnostic> Errors { get; }
}
