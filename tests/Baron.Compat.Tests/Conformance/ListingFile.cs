namespace Baron.Compat.Tests.Conformance;

/// <summary>Reads a listing: blocks of a heading and member lines, separated by empty lines.</summary>
internal static class ListingFile
{
    private static readonly string[] Kinds = ["static class ", "abstract class ", "sealed class ", "class ", "struct ", "enum ", "interface "];

    public static Dictionary<string, ApiType> Read(params IEnumerable<string> files)
    {
        var types = new Dictionary<string, ApiType>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            ApiType? current = null;
            var members = new List<string>();
            foreach (var line in File.ReadLines(file).Append(""))
            {
                if (line.StartsWith("  ", StringComparison.Ordinal))
                {
                    members.Add(line);
                }
                else if (line.Length > 0)
                {
                    current = ParseHeading(line, members = []);
                }
                else if (current is not null)
                {
                    types[current.Key] = current;
                    current = null;
                }
            }
        }

        return types;
    }

    private static ApiType ParseHeading(string line, List<string> members)
    {
        var (scope, rest) = Split(line, " :: ");
        var kind = Kinds.First(k => rest.StartsWith(k, StringComparison.Ordinal));
        rest = rest[kind.Length..];
        var (declaration, interfaces) = Split(rest, "  implements ");
        var (name, parent) = Split(declaration, " : ");
        return new ApiType(scope, kind.Trim(), name.Trim(), parent.Trim(), SplitTopLevel(interfaces), members);
    }

    private static (string Before, string After) Split(string text, string separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + separator.Length)..]);
    }

    private static List<string> SplitTopLevel(string text)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] is '<' or '(' ? 1 : text[i] is '>' or ')' ? -1 : 0;
            if (depth == 0 && text[i] == ',')
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        if (text.Length > start)
        {
            parts.Add(text[start..].Trim());
        }

        return parts;
    }
}
