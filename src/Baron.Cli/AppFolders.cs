namespace Baron.Cli;

/// <summary>Where the files that come with the program are.</summary>
internal static class AppFolders
{
    /// <summary>A folder of configs: of the checkout (BARON_HOME, or above the program), else beside the program.</summary>
    /// <param name="name">Below <c>configs</c>.</param>
    /// <exception cref="BaronException">It is nowhere.</exception>
    public static string Configs(string name)
    {
        var tried = new List<string>();
        foreach (var root in Roots())
        {
            var folder = Path.Combine(root, "configs", name);
            if (Directory.Exists(folder))
            {
                return Path.GetRelativePath(".", folder) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : folder;
            }

            tried.Add(folder);
        }

        throw new BaronException($"The program's configs were not found; looked in {string.Join(", ", tried)}.");
    }

    private static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable("BARON_HOME") is { Length: > 0 } home)
        {
            yield return home;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Baron.sln")))
            {
                yield return folder.FullName;
            }
        }

        yield return AppContext.BaseDirectory;
    }
}
