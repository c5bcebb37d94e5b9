using System.Reflection;
using System.Runtime.Loader;

namespace McMaster.NETCore.Plugins;

/// <summary>Loads one plugin in a load context of its own.</summary>
public class PluginLoader : IDisposable
{
    private readonly PluginConfig config;
    private PluginLoadContext context;
    private bool disposed;

    public PluginLoader(PluginConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        context = new PluginLoadContext(config);
    }

    /// <summary>After <see cref="Reload"/>.</summary>
    public event PluginReloadedEventHandler? Reloaded;

    public bool IsUnloadable => context.IsCollectible;

    internal AssemblyLoadContext LoadContext => context;

    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, bool isUnloadable, Type[] sharedTypes) =>
        CreateFromAssemblyFile(assemblyFile, isUnloadable, sharedTypes, _ => { });

    /// <param name="assemblyFile">The plugin's assembly; a full path.</param>
    /// <param name="isUnloadable">Whether it can be unloaded.</param>
    /// <param name="sharedTypes">Types whose assemblies come from the host.</param>
    /// <param name="configure">Further settings.</param>
    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, bool isUnloadable, Type[] sharedTypes, Action<PluginConfig> configure) =>
        CreateFromAssemblyFile(assemblyFile, sharedTypes, config =>
        {
            config.IsUnloadable = isUnloadable;
            configure(config);
        });

    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, Type[] sharedTypes) =>
        CreateFromAssemblyFile(assemblyFile, sharedTypes, _ => { });

    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, Type[] sharedTypes, Action<PluginConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(sharedTypes);
        return CreateFromAssemblyFile(assemblyFile, config =>
        {
            foreach (var name in sharedTypes.Select(type => type.Assembly).Distinct().Select(assembly => assembly.GetName()))
            {
                config.SharedAssemblies.Add(name);
            }

            configure(config);
        });
    }

    public static PluginLoader CreateFromAssemblyFile(string assemblyFile) =>
        CreateFromAssemblyFile(assemblyFile, _ => { });

    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, Action<PluginConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var config = new PluginConfig(assemblyFile);
        configure(config);
        return new PluginLoader(config);
    }

    /// <summary>Unloads the plugin where it can be unloaded.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        if (context.IsCollectible)
        {
            context.Unload();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the plugin's context the one that reflection by name uses, until the result is disposed.</summary>
    public AssemblyLoadContext.ContextualReflectionScope EnterContextualReflection()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return context.EnterContextualReflection();
    }

    public Assembly LoadAssembly(AssemblyName assemblyName)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return context.LoadFromAssemblyName(assemblyName);
    }

    public Assembly LoadAssembly(string assemblyName) => LoadAssembly(new AssemblyName(assemblyName));

    public Assembly LoadAssemblyFromPath(string assemblyPath)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return context.LoadFile(assemblyPath);
    }

    /// <summary>Loads the plugin's main assembly.</summary>
    public Assembly LoadDefaultAssembly() => LoadAssemblyFromPath(config.MainAssemblyPath);

    /// <summary>Unloads the plugin and starts afresh from its files.</summary>
    /// <exception cref="InvalidOperationException">The plugin cannot be unloaded.</exception>
    public void Reload()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!IsUnloadable)
        {
            throw new InvalidOperationException("Only a plugin that can be unloaded can be loaded again.");
        }

        context.Unload();
        context = new PluginLoadContext(config);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Reloaded?.Invoke(this, new PluginReloadedEventArgs(this));
    }
}
