namespace Baron.Configuration;

/// <summary>How bad a finding is.</summary>
public enum ConfigSeverity
{
    /// <summary>The config cannot be used.</summary>
    Error,

    /// <summary>The config can be used, but something may be missing, such as a file that does not exist here.</summary>
    Warning,
}
