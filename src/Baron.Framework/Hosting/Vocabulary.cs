namespace Baron.Hosting;

/// <summary>Lists of class names as people write them.</summary>
public static class Vocabulary
{
    /// <summary>Reads names separated by commas.</summary>
    /// <param name="text">For example <c>green moon, large house</c>.</param>
    /// <exception cref="BaronException">There is no name, an empty one, or one twice.</exception>
    public static IReadOnlyList<string> Parse(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Length == 1 && names[0].Length == 0)
        {
            names = [];
        }

        Check(names);
        return names;
    }

    /// <summary>Reads a file with one name a line; empty lines and lines that begin with <c>#</c> do not count.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BaronException">The file cannot be read, has no name, or has one twice.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The class file {path} cannot be read: {e.Message}", e);
        }

        var names = lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
        if (names.Count == 0)
        {
            throw new BaronException($"The class file {path} has no class; write one a line.");
        }

        Check(names);
        return names;
    }

    /// <summary>Checks a list of names.</summary>
    /// <param name="names">The names.</param>
    /// <exception cref="BaronException">There is none, an empty one, or one twice.</exception>
    public static void Check(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            throw new BaronException("The list of classes is empty; name at least one, such as --classes \"red star, house\".");
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                throw new BaronException("The list of classes has an empty name; is there a comma too many?");
            }

            if (!seen.Add(name.Trim()))
            {
                throw new BaronException($"The list of classes has '{name.Trim()}' twice.");
            }
        }
    }
}
