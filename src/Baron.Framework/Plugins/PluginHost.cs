using System.Reflection;
using System.Runtime.Loader;
using Baron.Registry;
using McMaster.NETCore.Plugins;

namespace Baron.Plugins;

/// <summary>
/// Finds plugins, loads each in a load context of its own and collects what they register. The framework, TorchSharp and
/// Microsoft.Extensions.* are the host's for everyone; other dependencies are private to their plugin. A plugin that is broken
/// becomes a diagnostic and disturbs nobody.
/// </summary>
public static class PluginHost
{
    private const string Framework = "Baron.Framework";

    /// <summary>References of the framework that are no part of its interface, so that plugins may bring their own versions.</summary>
    private static readonly string[] FrameworkInternals = ["Tomlyn", "Scrutor", "McMaster.NETCore.Plugins", "Google.Protobuf"];

    /// <summary>Finds and loads plugins.</summary>
    /// <param name="options">Where to look.</param>
    /// <exception cref="BaronException">A folder that the user named does not exist or cannot be read.</exception>
    public static PluginCatalog Load(PluginHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var framework = typeof(PluginHost).Assembly;
        var bridge = new PluginBridge();
        var components = new ComponentCatalog();
        var candidates = new List<PluginCandidate>();
        foreach (var assembly in options.Assemblies.Prepend(framework).Distinct())
        {
            candidates.Add(InProcess(assembly, components));
            if (assembly != framework)
            {
                bridge.Add(assembly);
            }
        }

        var own = candidates.ToDictionary(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var candidate in PluginDiscovery.Find(options.Directories))
        {
            candidates.Add(candidate);
            if (own.TryGetValue(candidate.Name, out var loaded) && candidate.IsOpen)
            {
                candidate.Skip($"{loaded.Path} is part of the program and is used instead.");
            }
        }

        var files = candidates.Where(candidate => candidate.Assembly is null && candidate.IsOpen).ToList();
        var host = HostAssemblies();
        foreach (var candidate in files)
        {
            Inspect(candidate, framework.GetName().Version!, host);
        }

        Connect(files, candidates);
        foreach (var candidate in InDependencyOrder(files))
        {
            Open(candidate, bridge, host, components);
        }

        var plugins = new PluginCatalog([.. candidates.Select(candidate => candidate.ToRecord())], components);
        components.BrokenPlugins = [.. plugins.Broken.Select(plugin => plugin.Name)];
        return plugins;
    }

    private static PluginCandidate InProcess(Assembly assembly, ComponentCatalog components)
    {
        var name = assembly.GetName();
        var candidate = new PluginCandidate(name.Name!, assembly.Location)
        {
            Assembly = assembly,
            Version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? name.Version!.ToString(),
        };
        candidate.Manifest = new PluginManifest(name.Name!, name.Version!, candidate.Version, new Dictionary<string, Version>());
        Register(candidate, components);
        return candidate;
    }

    private static void Register(PluginCandidate candidate, ComponentCatalog components)
    {
        var before = components.Components.Count;
        foreach (var problem in components.Register(candidate.Assembly!, candidate.Name, candidate.Version))
        {
            candidate.Diagnostics.Add(problem.TypeName.Length == 0 ? problem.Message : $"{problem.TypeName}: {problem.Message}");
        }

        candidate.Components.AddRange(components.Components.Skip(before));
        if (candidate.Diagnostics.Count > 0)
        {
            candidate.State = candidate.Components.Count > 0 ? PluginState.Partial : PluginState.Failed;
        }
    }

    /// <summary>Names of the assemblies that the host can supply.</summary>
    private static HashSet<string> HostAssemblies()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is string list)
        {
            foreach (var path in list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                names.Add(Path.GetFileNameWithoutExtension(path));
            }
        }

        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (AssemblyLoadContext.GetLoadContext(assembly) == AssemblyLoadContext.Default)
            {
                names.Add(assembly.GetName().Name!);
            }
        }

        return names;
    }

    /// <summary>Everything that can be said about a file without loading it.</summary>
    private static void Inspect(PluginCandidate candidate, Version frameworkVersion, HashSet<string> host)
    {
        var manifest = PluginManifest.Read(candidate.Path, out var problem);
        if (manifest is null)
        {
            candidate.Fail(problem!);
            return;
        }

        candidate.Manifest = manifest;
        candidate.Version = manifest.Version;
        if (!manifest.References.TryGetValue(Framework, out var built))
        {
            candidate.Skip($"The assembly does not reference {Framework}, so it is no plugin.");
        }
        else if (!PluginCompatibility.Accepts(built, frameworkVersion))
        {
            candidate.Fail($"The plugin was built against {Framework} {PluginCompatibility.Cut(built)}, and this is {PluginCompatibility.Cut(frameworkVersion)}; get a build for this version, or build it again.");
        }
        else if (manifest.References.TryGetValue("System.Runtime", out var runtime) && runtime.Major > Environment.Version.Major)
        {
            candidate.Fail($"The plugin was built for .NET {runtime.Major}.{runtime.Minor}, and this is .NET {Environment.Version.Major}.{Environment.Version.Minor}.");
        }
        else if (!string.Equals(manifest.AssemblyName, candidate.Name, StringComparison.OrdinalIgnoreCase))
        {
            candidate.Fail($"The assembly inside is called {manifest.AssemblyName}; the file must be {manifest.AssemblyName}.dll.");
        }
        else
        {
            // Broken when used, but what does not use it may still work.
            candidate.Diagnostics.AddRange(MissingReferences(candidate, host).Select(name =>
                $"The plugin needs {name} {manifest.References[name]}, which is neither beside it nor in the host; copy {name}.dll to {Path.GetDirectoryName(candidate.Path)}."));
        }
    }

    private static IEnumerable<string> MissingReferences(PluginCandidate candidate, HashSet<string> host)
    {
        // A folder of its own may have subfolders for systems and languages; a lone file shares its folder with who knows what.
        var folder = Path.GetDirectoryName(candidate.Path)!;
        var depth = string.Equals(Path.GetFileName(folder), candidate.Name, StringComparison.OrdinalIgnoreCase) ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
        return candidate.Manifest!.References.Keys
            .Where(name => !host.Contains(name) && !File.Exists(Path.Combine(folder, name + ".dll")))
            .Where(name => !Directory.EnumerateFiles(folder, name + ".dll", depth).Any())
            .Order(StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>Finds which plugins reference which, and whether they can.</summary>
    private static void Connect(List<PluginCandidate> files, List<PluginCandidate> all)
    {
        var byName = new Dictionary<string, PluginCandidate>(StringComparer.OrdinalIgnoreCase);
        foreach (var candidate in all.Where(candidate => candidate.Name != Framework && candidate.State != PluginState.Skipped))
        {
            byName.TryAdd(candidate.Name, candidate);
        }

        foreach (var candidate in files.Where(candidate => candidate.IsOpen))
        {
            foreach (var (name, built) in candidate.Manifest!.References)
            {
                if (!byName.TryGetValue(name, out var dependency) || dependency == candidate)
                {
                    continue;
                }

                candidate.Dependencies.Add(dependency);
                candidate.Diagnostics.RemoveAll(message => message.StartsWith($"The plugin needs {name} ", StringComparison.Ordinal));
                if (dependency.Manifest is { } present && PluginCompatibility.Cut(present.AssemblyVersion) < PluginCompatibility.Cut(built))
                {
                    candidate.Fail($"The plugin was built against {name} {PluginCompatibility.Cut(built)}, and the one here is {PluginCompatibility.Cut(present.AssemblyVersion)}, which is too old ({dependency.Path}).");
                }
            }
        }
    }

    /// <summary>Plugins after those that they reference; circles fail.</summary>
    private static List<PluginCandidate> InDependencyOrder(List<PluginCandidate> files)
    {
        var order = new List<PluginCandidate>();
        var done = new HashSet<PluginCandidate>();
        var path = new List<PluginCandidate>();
        foreach (var candidate in files)
        {
            Visit(candidate);
        }

        return order;

        void Visit(PluginCandidate candidate)
        {
            var start = path.IndexOf(candidate);
            if (start >= 0)
            {
                var circle = path.Skip(start).Append(candidate).Select(member => member.Name);
                foreach (var member in path.Skip(start).Where(member => member.IsOpen))
                {
                    member.Fail($"The plugins reference each other in a circle: {string.Join(" -> ", circle)}.");
                }

                return;
            }

            if (!candidate.IsOpen || candidate.Assembly is not null || !done.Add(candidate))
            {
                return;
            }

            path.Add(candidate);
            foreach (var dependency in candidate.Dependencies)
            {
                Visit(dependency);
            }

            path.RemoveAt(path.Count - 1);
            order.Add(candidate);
        }
    }

    private static void Open(PluginCandidate candidate, PluginBridge bridge, HashSet<string> host, ComponentCatalog components)
    {
        if (!candidate.IsOpen)
        {
            return;
        }

        if (candidate.Dependencies.Find(dependency => dependency.Assembly is null) is { } broken)
        {
            candidate.Fail($"The plugin needs {broken.Name}, which could not be loaded: {broken.Diagnostics.FirstOrDefault()}");
            return;
        }

        try
        {
            var loader = PluginLoader.CreateFromAssemblyFile(candidate.Path, config => Configure(config, candidate, bridge, host));
            candidate.Assembly = loader.LoadDefaultAssembly();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            candidate.Fail($"The assembly cannot be loaded: {error.Message}");
            return;
        }

        // What a plugin lacks, for example a library whose types it uses only through the plugin it builds on, that one may have.
        AssemblyLoadContext.GetLoadContext(candidate.Assembly)!.Resolving += (_, name) =>
            candidate.Dependencies.Select(dependency => FromContextOf(dependency, name)).FirstOrDefault(assembly => assembly is not null);
        bridge.Add(candidate.Assembly);
        Register(candidate, components);
    }

    private static void Configure(PluginConfig config, PluginCandidate candidate, PluginBridge bridge, HashSet<string> host)
    {
        config.DefaultContext = bridge;
        config.IsLazyLoaded = true;
        var shared = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Framework, "TorchSharp" };
        shared.UnionWith(host.Where(name => name.StartsWith("Microsoft.Extensions.", StringComparison.OrdinalIgnoreCase)));
        shared.UnionWith(candidate.Dependencies.Select(dependency => dependency.Name));
        foreach (var name in shared)
        {
            config.SharedAssemblies.Add(new AssemblyName(name));
        }

        // References of shared assemblies are shared with them, unless the plugin has its own version.
        var own = Directory.EnumerateFiles(Path.GetDirectoryName(candidate.Path)!, "*.dll").Select(file => Path.GetFileNameWithoutExtension(file));
        foreach (var name in own.Concat(FrameworkInternals).Where(name => !shared.Contains(name)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            config.PrivateAssemblies.Add(new AssemblyName(name));
        }
    }

    private static Assembly? FromContextOf(PluginCandidate candidate, AssemblyName name)
    {
        var context = AssemblyLoadContext.GetLoadContext(candidate.Assembly!)!;
        if (context == AssemblyLoadContext.Default)
        {
            return null;
        }

        try
        {
            return context.LoadFromAssemblyName(name);
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }
}
