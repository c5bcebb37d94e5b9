using static TorchSharp.torch;

namespace Baron.Checkpoints.Pickle;

/// <summary>A storage that tensors are views of.</summary>
internal sealed class PickleStorage(string key, ScalarType? dtype, long count)
{
    /// <summary>The name of its record.</summary>
    public string Key { get; } = key;

    /// <summary>The element type; <c>null</c> for untyped storages.</summary>
    public ScalarType? Dtype { get; } = dtype;

    /// <summary>Elements, or bytes of an untyped storage.</summary>
    public long Count { get; } = count;

    /// <summary>Its values; in the old format they come after the tensors.</summary>
    public ByteSource? Source { get; set; }

    /// <summary>Its size in bytes.</summary>
    public long ByteCount => checked(Count * (Dtype is { } type ? TensorDtype.Size(type) : 1));
}
