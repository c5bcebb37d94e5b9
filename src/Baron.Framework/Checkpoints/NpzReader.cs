using Baron.Checkpoints.Pickle;

namespace Baron.Checkpoints;

/// <summary>Reads numpy's <c>.npz</c>: a zip archive of <c>.npy</c> files, stored or deflated. Arrays of texts and objects are no weights
/// and left out.</summary>
internal sealed class NpzReader : ICheckpointReader
{
    /// <inheritdoc/>
    public string Format => "npz";

    /// <inheritdoc/>
    public bool Recognizes(ByteSource file, string path) =>
        ZipDirectory.Recognizes(file) && (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || ZipDirectory.StartsWith(file, ".npy"));

    /// <inheritdoc/>
    public CheckpointContent Read(ByteSource file)
    {
        var zip = ZipDirectory.Read(file);
        var tensors = new List<CheckpointTensor>();
        var leftOut = new List<string>();
        foreach (var record in zip.Names.Where(n => n.EndsWith(".npy", StringComparison.Ordinal)))
        {
            var name = record[..^".npy".Length];
            if (NpyReader.ReadArray(zip.Open(record), name, out var type) is { } tensor)
            {
                tensors.Add(tensor);
            }
            else
            {
                leftOut.Add($"{PickleAllowList.Printable(name)} ({type})");
            }
        }

        return new CheckpointContent(Format, tensors) { LeftOut = leftOut };
    }
}
