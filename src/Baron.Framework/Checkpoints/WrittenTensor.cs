using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>
/// A tensor on its way into a file: name, type and shape, which headers need, and its values, which are fetched when their turn
/// comes.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Dtype">The element type.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Write">Writes the values, row-major and little-endian.</param>
internal sealed record WrittenTensor(string Name, ScalarType Dtype, long[] Shape, Action<Stream> Write)
{
    /// <summary>The number of elements.</summary>
    public long Count => TensorDtype.Count(Shape);

    /// <summary>The number of bytes of the values.</summary>
    public long ByteCount => Count * TensorDtype.Size(Dtype);

    /// <summary>A tensor in memory, on any device and with any strides.</summary>
    public static WrittenTensor Of(string name, Tensor tensor) =>
        new(name, tensor.dtype, tensor.shape, stream => TensorBytes.Write(tensor, stream));

    /// <summary>A tensor of an open file; its values go from file to file and are never in memory as a whole.</summary>
    public static WrittenTensor Of(string name, CheckpointTensor tensor, CancellationToken stop) =>
        new(name, tensor.Dtype, [.. tensor.Shape], stream => tensor.WriteTo(stream, stop));
}
