using System.Reflection;

namespace Baron.Plugins;

/// <summary>What a <see cref="PluginHost"/> looks for.</summary>
public sealed record PluginHostOptions
{
    /// <summary>The folders that are searched, in their order.</summary>
    public IReadOnlyList<PluginDirectory> Directories { get; init; } = [];

    /// <summary>
    /// Assemblies of the process itself that are plugins too, for example those a test project references. A plugin of the same
    /// name in a folder is skipped.
    /// </summary>
    public IReadOnlyList<Assembly> Assemblies { get; init; } = [];
}
