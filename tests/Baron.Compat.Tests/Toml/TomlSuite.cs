using Baron.Testing;

namespace Baron.Compat.Tests.Toml;

/// <summary>The cases of the official suite: BARON_TOML_TEST, else shared/data/toml-test beside the checkout, else tests/toml-test.</summary>
internal static class TomlSuite
{
    public static string Folder { get; } = FindFolder();

    /// <summary>One case a file below <c>valid</c> or <c>invalid</c>, named after it; one that fails where there are none.</summary>
    public static IEnumerable<TestCaseData> Cases(string part)
    {
        var folder = Path.Combine(Folder, part);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.toml", SearchOption.AllDirectories) : [];
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files)
        {
            var name = Path.GetRelativePath(Folder, file).Replace('\\', '/');
            yield return new TestCaseData(file) { TestName = name };
        }

        if (files.Length == 0)
        {
            yield return new TestCaseData(Path.Combine(folder, "*.toml")) { TestName = part + " has cases" };
        }
    }

    private static string FindFolder()
    {
        var named = Environment.GetEnvironmentVariable("BARON_TOML_TEST");
        if (!string.IsNullOrEmpty(named))
        {
            return Path.GetFullPath(named);
        }

        var beside = Path.GetFullPath(Path.Combine(RepositoryPaths.Root, "..", "shared", "data", "toml-test"));
        return Directory.Exists(beside) ? beside : Path.Combine(RepositoryPaths.Root, "tests", "toml-test");
    }
}
