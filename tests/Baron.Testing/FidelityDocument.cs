using System.Text.RegularExpressions;

namespace Baron.Testing;

/// <summary>What <c>docs/fidelity.md</c> says in tables, for tests that hold it to its word.</summary>
public static partial class FidelityDocument
{
    /// <summary>The document.</summary>
    public static string Path { get; } = System.IO.Path.Combine(RepositoryPaths.Root, "docs", "fidelity.md");

    /// <summary>The names in the first column of the table below a heading.</summary>
    /// <param name="heading">The heading's text.</param>
    /// <exception cref="InvalidDataException">There is no such table.</exception>
    public static IReadOnlyList<string> Names(string heading)
    {
        var names = Rows(heading).SelectMany(row => Code().Matches(row[0]).Select(match => match.Groups[1].Value)).ToList();
        return names.Count > 0 ? names : throw new InvalidDataException($"{Path} has no table of names below '{heading}'.");
    }

    /// <summary>The cells of the rows of the table below a heading, without its head.</summary>
    /// <param name="heading">The heading's text.</param>
    public static IReadOnlyList<string[]> Rows(string heading) => [.. File.ReadLines(Path)
        .SkipWhile(line => line.TrimStart('#').Trim() != heading || !line.StartsWith('#'))
        .Skip(1)
        .TakeWhile(line => !line.StartsWith('#'))
        .Where(line => line.StartsWith('|'))
        .Skip(2)
        .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
