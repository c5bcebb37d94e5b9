namespace Baron.Checkpoints;

/// <summary>Reads numpy's <c>.npz</c>: a zip archive of <c>.npy</c> files, stored or deflated. Arrays of texts and objects are no weights.</summary>
internal sealed class NpzReader : ICheckpointReader
{
    /// <inheritdoc/>
    public string Format => "npz";

    /// <inheritdoc/>
    public bool Recognizes(ByteSource file, string path) =>
        ZipDirectory.Recognizes(file) && path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public CheckpointContent Read(ByteSource file)
    {
        var zip = ZipDirectory.Read(file);
        var arrays = zip.Names.Where(n => n.EndsWith(".npy", StringComparison.Ordinal));
        return new CheckpointContent(Format, [.. arrays.Select(n => NpyReader.ReadArray(zip.Open(n), n[..^".npy".Length], skipWords: true)).OfType<CheckpointTensor>()]);
    }
}
