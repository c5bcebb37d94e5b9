namespace Baron.Plugins;

/// <summary>The folders that are searched for plugins, in their order.</summary>
public static class PluginDirectories
{
    /// <summary>The environment variable with further folders, separated as in PATH.</summary>
    public const string EnvironmentVariable = "BARON_PLUGINS";

    /// <summary>
    /// Folders in the order in which they are searched: those of the command line, of <c>BARON_PLUGINS</c>, of the config, the
    /// application's own <c>plugins</c>, <c>~/.baron/plugins</c>, and the repository's <c>plugins</c> for binaries dropped there.
    /// </summary>
    /// <param name="commandLine">Folders of <c>--plugins-dir</c>, relative to the current folder.</param>
    /// <param name="config">Folders of the config's <c>plugins</c>, relative to the current folder.</param>
    /// <returns>Full paths, each once.</returns>
    public static IReadOnlyList<PluginDirectory> Default(IEnumerable<string>? commandLine = null, IEnumerable<string>? config = null)
    {
        var found = new List<PluginDirectory>();
        Add(found, commandLine, "--plugins-dir", mustExist: true);
        var variable = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (!string.IsNullOrWhiteSpace(variable))
        {
            Add(found, variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), EnvironmentVariable, mustExist: true);
        }

        Add(found, config, "plugins in the config", mustExist: true);
        Add(found, [Path.Combine(AppContext.BaseDirectory, "plugins")], "the application", mustExist: false);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (home.Length > 0)
        {
            Add(found, [Path.Combine(home, ".baron", "plugins")], "the home folder", mustExist: false);
        }

        if (RepositoryRoot() is { } root)
        {
            Add(found, [Path.Combine(root, "plugins")], "the repository", mustExist: false);
        }

        return found;
    }

    private static void Add(List<PluginDirectory> found, IEnumerable<string>? folders, string origin, bool mustExist)
    {
        foreach (var folder in folders ?? [])
        {
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
            if (!found.Exists(known => known.Path == path))
            {
                found.Add(new PluginDirectory(path, origin, mustExist));
            }
        }
    }

    private static string? RepositoryRoot()
    {
        var named = Environment.GetEnvironmentVariable("BARON_HOME");
        if (!string.IsNullOrEmpty(named))
        {
            return Path.GetFullPath(named);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Baron.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
