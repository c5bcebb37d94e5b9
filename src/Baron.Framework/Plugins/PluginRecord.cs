using System.Reflection;
using Baron.Registry;

namespace Baron.Plugins;

/// <summary>One plugin that was found, whatever became of it.</summary>
/// <param name="Name">The name: that of its folder or file.</param>
/// <param name="Path">The full path of its assembly, or of the folder where it should have been.</param>
/// <param name="Version">Its version, or an empty string where none could be read.</param>
/// <param name="State">What became of it.</param>
/// <param name="Diagnostics">What is wrong with it, one sentence each, with what to do; empty when all is well.</param>
/// <param name="Components">What it registers.</param>
/// <param name="Assembly">The loaded assembly, or <c>null</c> where it was not loaded.</param>
public sealed record PluginRecord(
    string Name,
    string Path,
    string Version,
    PluginState State,
    IReadOnlyList<string> Diagnostics,
    IReadOnlyList<ComponentDescriptor> Components,
    Assembly? Assembly);
