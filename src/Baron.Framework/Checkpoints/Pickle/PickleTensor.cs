using static TorchSharp.torch;

namespace Baron.Checkpoints.Pickle;

/// <summary>A view of a storage.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Dtype">The element type.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Strides">Strides in elements.</param>
/// <param name="IsLazy">Whether the storage has the values before a conjugation or negation that was put off.</param>
internal sealed record PickleTensor(PickleStorage Storage, ScalarType Dtype, long Offset, long[] Shape, long[] Strides, bool IsLazy = false)
{
    /// <summary>Names the tensor.</summary>
    /// <exception cref="CheckpointFormatException">It does not fit its storage.</exception>
    public CheckpointTensor ToCheckpointTensor(string name, bool bigEndian)
    {
        var source = Storage.Source
            ?? throw new CheckpointFormatException($"the storage '{Storage.Key}' of tensor '{name}' is missing");
        if (IsLazy)
        {
            throw new CheckpointFormatException($"tensor '{name}' is a conjugated or negated view; save it as .resolve_conj().resolve_neg()");
        }

        if (Offset < 0 || Offset > Storage.Count)
        {
            throw new CheckpointFormatException($"tensor '{name}' starts outside of its storage");
        }

        return new CheckpointTensor(name, Dtype, Shape, source, Offset * TensorDtype.Size(Dtype), Strides, bigEndian);
    }
}
