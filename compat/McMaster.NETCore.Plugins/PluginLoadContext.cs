using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace McMaster.NETCore.Plugins;

/// <summary>One plugin's world: shared assemblies from the host, everything else from the plugin's folder.</summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly string folder;
    private readonly bool preferShared;
    private readonly bool inMemory;
    private readonly AssemblyLoadContext host;
    private readonly HashSet<string> shared;
    private readonly HashSet<string> isolated;
    private readonly AssemblyDependencyResolver? resolver;
    private readonly ConcurrentDictionary<string, Assembly> loadedFromMemory = new(StringComparer.Ordinal);

    public PluginLoadContext(PluginConfig config)
        : base(Path.GetFileNameWithoutExtension(config.MainAssemblyPath), config.IsUnloadable)
    {
        folder = Path.GetDirectoryName(config.MainAssemblyPath)!;
        preferShared = config.PreferSharedTypes;
        inMemory = config.LoadInMemory;
        host = config.DefaultContext;
        isolated = config.PrivateAssemblies.Select(NameOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        shared = SharedNames(config);

        // The runtime keeps a context until its assemblies are gone; it must not be the one that keeps them.
        Unloading += _ => loadedFromMemory.Clear();
        try
        {
            resolver = new AssemblyDependencyResolver(config.MainAssemblyPath);
        }
        catch (InvalidOperationException)
        {
            // A dependency file that names files which are not there; what is there is still found by name.
        }
    }

    /// <summary>Loads a file into this context.</summary>
    public Assembly LoadFile(string path)
    {
        return inMemory ? loadedFromMemory.GetOrAdd(path, LoadIntoMemory) : LoadFromAssemblyPath(path);
    }

    private Assembly LoadIntoMemory(string path)
    {
        using var assembly = new MemoryStream(File.ReadAllBytes(path));
        var symbolFile = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbolFile))
        {
            return LoadFromStream(assembly);
        }

        using var symbols = new MemoryStream(File.ReadAllBytes(symbolFile));
        return LoadFromStream(assembly, symbols);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = NameOf(assemblyName);
        if ((preferShared || shared.Contains(name)) && !isolated.Contains(name) && FromHost(assemblyName) is { } assembly)
        {
            return assembly;
        }

        var path = resolver?.ResolveAssemblyToPath(assemblyName);
        if (path is null || !File.Exists(path))
        {
            path = string.IsNullOrEmpty(assemblyName.CultureName)
                ? Path.Combine(folder, name + ".dll")
                : Path.Combine(folder, assemblyName.CultureName, name + ".dll");
        }

        return File.Exists(path) ? LoadFile(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = resolver?.ResolveUnmanagedDllToPath(unmanagedDllName);
        if (path is not null && File.Exists(path))
        {
            return LoadUnmanagedDllFromPath(path);
        }

        foreach (var candidate in (ReadOnlySpan<string>)[unmanagedDllName, $"lib{unmanagedDllName}.so", $"{unmanagedDllName}.so", $"{unmanagedDllName}.dll", $"lib{unmanagedDllName}.dylib"])
        {
            path = Path.Combine(folder, candidate);
            if (File.Exists(path))
            {
                return LoadUnmanagedDllFromPath(path);
            }
        }

        return nint.Zero;
    }

    private static string NameOf(AssemblyName name) => name.Name ?? string.Empty;

    /// <summary>The shared assemblies and what they reference: one level, or all where loading is not lazy.</summary>
    private HashSet<string> SharedNames(PluginConfig config)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var queue = new Queue<(AssemblyName Name, bool Named)>(config.SharedAssemblies.Select(name => (name, true)));
        while (queue.TryDequeue(out var item))
        {
            if (!names.Add(NameOf(item.Name)) && !item.Named)
            {
                continue;
            }

            if ((config.IsLazyLoaded && !item.Named) || FromHost(item.Name) is not { } assembly)
            {
                continue;
            }

            foreach (var reference in assembly.GetReferencedAssemblies())
            {
                queue.Enqueue((reference, false));
            }
        }

        return names;
    }

    private Assembly? FromHost(AssemblyName name)
    {
        try
        {
            return host.LoadFromAssemblyName(name);
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }
}
