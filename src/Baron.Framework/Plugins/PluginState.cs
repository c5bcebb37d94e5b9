namespace Baron.Plugins;

/// <summary>What became of a plugin.</summary>
public enum PluginState
{
    /// <summary>Loaded; all of its components are registered.</summary>
    Loaded,

    /// <summary>Loaded; some of its components could not be registered, as its diagnostics say.</summary>
    Partial,

    /// <summary>Not loaded, because of what its diagnostics say.</summary>
    Failed,

    /// <summary>Not looked at, for example because a plugin of the same name was found earlier.</summary>
    Skipped,
}
