namespace Baron.Registry;

/// <summary>Marks a parameter that is the path of a folder.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DirectoryPathAttribute : PathParameterAttribute
{
    /// <inheritdoc/>
    public override bool Exists(string path) => Directory.Exists(path);
}
