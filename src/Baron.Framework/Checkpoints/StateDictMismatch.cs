namespace Baron.Checkpoints;

/// <summary>A tensor that has one shape in the file and another in the module.</summary>
/// <param name="Name">The module's name.</param>
/// <param name="FileShape">The shape in the file.</param>
/// <param name="ModelShape">The shape in the module.</param>
public sealed record StateDictMismatch(string Name, IReadOnlyList<long> FileShape, IReadOnlyList<long> ModelShape)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} [{string.Join(", ", FileShape)}] instead of [{string.Join(", ", ModelShape)}]";
}
