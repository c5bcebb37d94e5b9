using System.Reflection;
using System.Runtime.Loader;

namespace McMaster.NETCore.Plugins;

/// <summary>How one plugin is loaded.</summary>
public class PluginConfig
{
    private bool loadInMemory;

    /// <param name="mainAssemblyPath">The plugin's assembly; a full path.</param>
    /// <exception cref="ArgumentException">The path is empty or not a full path.</exception>
    public PluginConfig(string mainAssemblyPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(mainAssemblyPath);
        if (!Path.IsPathRooted(mainAssemblyPath))
        {
            throw new ArgumentException("The path of a plugin must be a full path.", nameof(mainAssemblyPath));
        }

        MainAssemblyPath = mainAssemblyPath;
    }

    public string MainAssemblyPath { get; }

    /// <summary>Assemblies that always come from the plugin's folder, also where types are shared.</summary>
    public ICollection<AssemblyName> PrivateAssemblies { get; } = new List<AssemblyName>();

    /// <summary>Assemblies that come from <see cref="DefaultContext"/>, with what they reference.</summary>
    public ICollection<AssemblyName> SharedAssemblies { get; } = new List<AssemblyName>();

    /// <summary>Whether every assembly that <see cref="DefaultContext"/> can supply comes from there.</summary>
    public bool PreferSharedTypes { get; set; }

    /// <summary>Whether only the direct references of shared assemblies are shared with them, without loading everything at once.</summary>
    public bool IsLazyLoaded { get; set; }

    /// <summary>The context that shared assemblies come from.</summary>
    public AssemblyLoadContext DefaultContext { get; set; } =
        AssemblyLoadContext.GetLoadContext(Assembly.GetExecutingAssembly()) ?? AssemblyLoadContext.Default;

    /// <summary>Whether the plugin can be unloaded.</summary>
    public bool IsUnloadable { get; set; }

    /// <summary>Whether assemblies are read into memory, so that their files stay free; implies unloading.</summary>
    public bool LoadInMemory
    {
        get => loadInMemory;
        set
        {
            loadInMemory = value;
            IsUnloadable |= value;
        }
    }
}
