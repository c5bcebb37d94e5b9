namespace Baron.Testing.Fuzzing;

/// <summary>A reader that must survive every file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Extensions">What the files are called; one is taken at random.</param>
/// <param name="Seeds">Makes good files; the folder is for those that are made on disk.</param>
/// <param name="Words">Pieces that mean something in the format.</param>
/// <param name="Read">Reads a file; a <see cref="BaronException"/> is a good answer.</param>
public sealed record FuzzTarget(
    string Name,
    IReadOnlyList<string> Extensions,
    Func<string, IReadOnlyList<byte[]>> Seeds,
    IReadOnlyList<string> Words,
    Action<string> Read)
{
    public override string ToString() => Name;
}
