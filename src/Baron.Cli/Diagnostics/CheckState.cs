namespace Baron.Cli.Diagnostics;

/// <summary>What a check of the environment came to.</summary>
internal enum CheckState
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>It works, but slower or with less than it could.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Broken,
}
