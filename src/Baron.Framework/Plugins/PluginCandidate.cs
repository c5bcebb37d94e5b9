using System.Reflection;
using Baron.Registry;

namespace Baron.Plugins;

/// <summary>A plugin on its way from file to record.</summary>
internal sealed class PluginCandidate(string name, string path)
{
    public string Name { get; } = name;

    public string Path { get; } = path;

    public PluginManifest? Manifest { get; set; }

    public string Version { get; set; } = string.Empty;

    public PluginState State { get; set; } = PluginState.Loaded;

    public List<string> Diagnostics { get; } = [];

    public List<ComponentDescriptor> Components { get; } = [];

    /// <summary>The plugins whose assemblies it references.</summary>
    public List<PluginCandidate> Dependencies { get; } = [];

    public Assembly? Assembly { get; set; }

    public bool IsOpen => State is PluginState.Loaded or PluginState.Partial;

    public void Fail(string message)
    {
        State = PluginState.Failed;
        Diagnostics.Add(message);
    }

    public void Skip(string message)
    {
        State = PluginState.Skipped;
        Diagnostics.Add(message);
    }

    public PluginRecord ToRecord() => new(Name, Path, Version, State, [.. Diagnostics], [.. Components], Assembly);
}
