using System.Reflection;
using System.Runtime.Loader;

namespace Baron.Plugins;

/// <summary>
/// Where plugins get shared assemblies from: plugins that are loaded already, then the host. It is how a plugin that references
/// another plugin meets the one copy of it.
/// </summary>
internal sealed class PluginBridge() : AssemblyLoadContext("Baron plugins")
{
    private readonly Dictionary<string, Assembly> plugins = new(StringComparer.OrdinalIgnoreCase);

    public void Add(Assembly assembly) => plugins[assembly.GetName().Name!] = assembly;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (plugins.TryGetValue(assemblyName.Name!, out var plugin))
        {
            return plugin;
        }

        // Where the host itself does not live in the default context, that one would have other copies.
        var host = GetLoadContext(typeof(PluginBridge).Assembly)!;
        return host == Default || host == this ? null : host.LoadFromAssemblyName(assemblyName);
    }
}
