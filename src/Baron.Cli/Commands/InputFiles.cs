using Baron.Media;
using Microsoft.Extensions.FileSystemGlobbing;

namespace Baron.Cli.Commands;

/// <summary>Files that people name: files, folders, globs.</summary>
internal static class InputFiles
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>Finds the files; each once, in the order named, folders and globs by name.</summary>
    /// <exception cref="BaronException">Something named is not there, or has no picture.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> inputs)
    {
        var files = new List<string>();
        foreach (var input in inputs)
        {
            var found = FindOne(input);
            files.AddRange(found.Where(file => !files.Contains(file)));
        }

        return files;
    }

    private static List<string> FindOne(string input)
    {
        if (File.Exists(input))
        {
            return [input];
        }

        if (Directory.Exists(input))
        {
            var inside = Directory.EnumerateFiles(input).Where(IsMedia).Order(StringComparer.Ordinal).ToList();
            return inside.Count > 0 ? inside : throw new BaronException($"The folder {input} has no pictures.");
        }

        if (input.IndexOfAny(Wildcards) < 0)
        {
            throw new BaronException($"The input {input} does not exist.");
        }

        // The matcher wants a folder without wildcards and a pattern below it.
        var parts = input.Split('/');
        var plain = parts.TakeWhile(part => part.IndexOfAny(Wildcards) < 0).Count();
        var folder = plain == 0 ? "." : plain == 1 && parts[0].Length == 0 ? "/" : string.Join('/', parts[..plain]);
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(string.Join('/', parts[plain..]));
        var matches = Directory.Exists(folder)
            ? matcher.GetResultsInFullPath(folder).Where(IsMedia).Order(StringComparer.Ordinal).Select(file => plain == 0 || !Path.IsPathRooted(input) ? Path.GetRelativePath(".", file) : file).ToList()
            : [];
        return matches.Count > 0 ? matches : throw new BaronException($"No picture matches {input}.");
    }

    private static bool IsMedia(string path) => ImageCodec.IsImageFile(path) || VideoReader.IsVideoFile(path);
}
