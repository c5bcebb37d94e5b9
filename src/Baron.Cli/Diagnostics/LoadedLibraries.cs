using System.Text.RegularExpressions;

namespace Baron.Cli.Diagnostics;

/// <summary>The native libraries of this process, as the system tells.</summary>
internal static partial class LoadedLibraries
{
    /// <summary>The files of a loaded library, links resolved; none where the system does not tell.</summary>
    /// <param name="name">The file name's beginning, such as <c>libtorch_cpu</c>.</param>
    public static IEnumerable<string> Named(string name)
    {
        const string Maps = "/proc/self/maps";
        return !File.Exists(Maps)
            ? []
            : File.ReadLines(Maps)
                .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? line[slash..] : "")
                .Where(path => Path.GetFileName(path) is var file && file.StartsWith(name, StringComparison.Ordinal) && file.AsSpan(name.Length).StartsWith(".so"))
                .Distinct(StringComparer.Ordinal)
                .ToList();
    }

    /// <summary>The version of a libtorch: that of its file name, or of the files that come with it; <c>null</c> where neither tells.</summary>
    /// <param name="path">The path of libtorch_cpu.</param>
    public static string? TorchVersion(string path)
    {
        if (FileVersion().Match(Path.GetFileName(path)) is { Success: true } match)
        {
            return match.Groups[1].Value;
        }

        // libtorch archives have build-version, pip's torch has version.py, both above lib.
        var root = Path.GetDirectoryName(Path.GetDirectoryName(path));
        foreach (var (file, pattern) in new[] { ("build-version", BuildVersion()), ("version.py", PythonVersion()) })
        {
            if (root is not null && Path.Combine(root, file) is var full && File.Exists(full) && pattern.Match(File.ReadAllText(full)) is { Success: true } found)
            {
                return found.Groups[1].Value;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\.so\.(\d+\.\d+[\d.]*)$")]
    private static partial Regex FileVersion();

    [GeneratedRegex(@"^\s*(\d+\.\d+\S*)")]
    private static partial Regex BuildVersion();

    [GeneratedRegex(@"__version__\s*=\s*'(\d+\.\d+[^']*)'")]
    private static partial Regex PythonVersion();
}
