using Baron.Registry;

namespace Baron.Plugins;

/// <summary>Every plugin that was found and everything that they register.</summary>
/// <param name="Plugins">The plugins, in the order in which they were found; the framework itself comes first.</param>
/// <param name="Components">What they register.</param>
public sealed record PluginCatalog(IReadOnlyList<PluginRecord> Plugins, ComponentCatalog Components)
{
    /// <summary>Plugins that are not loaded entirely because something is wrong with them.</summary>
    public IEnumerable<PluginRecord> Broken => Plugins.Where(plugin => plugin.State is PluginState.Failed or PluginState.Partial);
}
