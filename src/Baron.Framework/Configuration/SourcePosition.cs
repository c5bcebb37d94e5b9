namespace Baron.Configuration;

/// <summary>Where a key or value of a config was written.</summary>
/// <param name="Source">The file's full path, or what else it came from, such as <c>--set model.x=1</c>.</param>
/// <param name="Line">1-based; 0 where the source is not a file.</param>
/// <param name="Column">1-based; 0 where the source is not a file.</param>
public readonly record struct SourcePosition(string Source, int Line = 0, int Column = 0)
{
    /// <summary>The position of values that no file holds.</summary>
    public static SourcePosition None { get; } = new("config");

    /// <summary>Whether this is a place in a file.</summary>
    public bool IsInFile => Line > 0;

    /// <summary><c>file:line:column</c> with the file relative to the current folder where it lies below it.</summary>
    public override string ToString() => IsInFile ? $"{Display(Source)}:{Line}:{Column}" : Display(Source);

    /// <summary>A path as messages show it: relative to the current folder where it lies below it.</summary>
    /// <param name="path">A full path, or anything else, which is returned as it is.</param>
    public static string Display(string path)
    {
        if (string.IsNullOrEmpty(path) || !Path.IsPathFullyQualified(path))
        {
            return path ?? string.Empty;
        }

        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
