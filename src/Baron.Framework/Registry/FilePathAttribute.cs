namespace Baron.Registry;

/// <summary>Marks a parameter that is the path of a file.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FilePathAttribute : PathParameterAttribute
{
    /// <inheritdoc/>
    public override bool Exists(string path) => File.Exists(path);
}
