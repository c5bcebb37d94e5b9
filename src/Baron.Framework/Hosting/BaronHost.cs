using Baron.Configuration;
using Baron.Plugins;
using Baron.Registry;

namespace Baron.Hosting;

/// <summary>The entry point of programs: finds plugins, knows what is registered, and opens configs as runs.</summary>
/// <example>
/// <code>
/// var host = BaronHost.Start();
/// using var run = host.Open("configs/my.toml");
/// using var trainer = run.CreateTrainer();
/// trainer.Train();
/// </code>
/// </example>
public sealed class BaronHost
{
    private BaronHost(PluginCatalog plugins, ComponentCatalog catalog)
    {
        Plugins = plugins;
        Catalog = catalog;
    }

    /// <summary>Every plugin that was found, with its diagnostics.</summary>
    public PluginCatalog Plugins { get; }

    /// <summary>What is registered.</summary>
    public ComponentCatalog Catalog { get; }

    /// <summary>Finds and loads plugins. Neither libtorch nor OpenCV is loaded.</summary>
    /// <param name="options">Where to look; the usual folders when <c>null</c>.</param>
    /// <exception cref="BaronException">A folder that was named does not exist.</exception>
    public static BaronHost Start(BaronHostOptions? options = null)
    {
        options ??= new BaronHostOptions();
        var directories = options.SearchDefaultFolders
            ? PluginDirectories.Default(options.PluginDirectories, options.ConfigPluginDirectories)
            : options.PluginDirectories.Concat(options.ConfigPluginDirectories)
                .Select(folder => new PluginDirectory(Path.GetFullPath(folder), "the program", MustExist: true))
                .ToList();
        var plugins = PluginHost.Load(new PluginHostOptions { Directories = directories, Assemblies = options.Assemblies });
        return new BaronHost(plugins, plugins.Components);
    }

    /// <summary>The host for a config: the config's own plugin folders are searched too.</summary>
    /// <param name="document">The config.</param>
    /// <param name="options">Where else to look.</param>
    /// <exception cref="BaronException">A folder that was named does not exist.</exception>
    public static BaronHost StartFor(ConfigDocument document, BaronHostOptions? options = null) =>
        Start((options ?? new BaronHostOptions()) with { ConfigPluginDirectories = PluginFolders(document) });

    /// <summary>Opens a config file as a run: checks all of it, and builds what is asked for later.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Changes of the config and where the run shows itself.</param>
    /// <exception cref="BaronException">The config has mistakes, all of them listed.</exception>
    public BaronRun Open(string path, RunOptions? options = null) =>
        Open(ConfigDocument.Load(path, options?.Overrides), options);

    /// <summary>Opens a config as a run: checks all of it, and builds what is asked for later.</summary>
    /// <param name="document">The config, changes already applied.</param>
    /// <param name="options">Where the run shows itself.</param>
    /// <exception cref="BaronException">The config has mistakes, all of them listed.</exception>
    public BaronRun Open(ConfigDocument document, RunOptions? options = null) => new(this, document, options ?? new RunOptions());

    private static IReadOnlyList<string> PluginFolders(ConfigDocument document) => document.Root["plugins"] switch
    {
        ConfigScalar { Value: string folder } => [folder],
        ConfigArray list => [.. list.OfType<ConfigScalar>().Select(item => item.Value).OfType<string>()],
        _ => [],
    };
}
