using Baron.Checkpoints.Pickle;

namespace Baron.Checkpoints;

/// <summary>Reads a plain pickle of numpy arrays: Detectron2's and Caffe2's <c>.pkl</c>.</summary>
internal sealed class PickleReader : ICheckpointReader
{
    /// <inheritdoc/>
    public string Format => "pickle";

    /// <inheritdoc/>
    public bool Recognizes(ByteSource file, string path) =>
        file.Length >= 3 && ((file.Slice(0, 2) is [0x80, >= 2 and <= 5]) || path.EndsWith(".pkl", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public CheckpointContent Read(ByteSource file) => PickleTree.Content(Format, new Unpickler(file).Load(), bigEndian: false);
}
