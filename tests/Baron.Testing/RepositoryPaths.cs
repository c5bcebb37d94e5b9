namespace Baron.Testing;

/// <summary>Where tests find the checkout and the fixtures.</summary>
public static class RepositoryPaths
{
    /// <summary>The folder of Baron.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of golden fixtures: BARON_GOLDEN, else shared/golden beside the checkout, else tests/golden.</summary>
    public static string Golden { get; } = FromEnvironment("BARON_GOLDEN")
        ?? FirstExisting(Path.Combine(Root, "..", "shared", "golden"), Path.Combine(Root, "tests", "golden"));

    /// <summary>Whether <see cref="Golden"/> was named by BARON_GOLDEN: then a missing file is a failure.</summary>
    public static bool GoldenIsExplicit => FromEnvironment("BARON_GOLDEN") is not null;

    /// <summary>The shared folder (BARON_SHARED, else beside the checkout), or <c>null</c> where it is absent.</summary>
    public static string? Shared
    {
        get
        {
            var folder = FromEnvironment("BARON_SHARED") ?? Path.Combine(Root, "..", "shared");
            return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
        }
    }

    private static string? FromEnvironment(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrEmpty(value) ? null : Path.GetFullPath(value);
    }

    private static string FirstExisting(params string[] folders) =>
        Path.GetFullPath(folders.FirstOrDefault(Directory.Exists) ?? folders[^1]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Baron.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Baron.sln was not found above the test assembly.");
    }
}
