namespace Baron.Registry;

/// <summary>
/// Base of the attributes for parameters that hold paths (strings, or lists and tables of them). Relative paths are relative to
/// the current folder; a resolved config holds them in full. Strings with <c>://</c> are not paths and stay as they are.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class PathParameterAttribute : Attribute
{
    /// <summary>Whether the run writes it, so that it need not exist.</summary>
    public bool Output { get; init; }

    /// <summary>
    /// The key beside this one whose folder this path is relative to, such as <c>data_root</c>; where that key is absent or
    /// empty, the current folder.
    /// </summary>
    public string? RelativeTo { get; init; }

    /// <summary>Whether something of the right form is at the path.</summary>
    /// <param name="path">A full path.</param>
    public abstract bool Exists(string path);
}
