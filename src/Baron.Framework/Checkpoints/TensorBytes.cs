using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>The raw values of tensors.</summary>
internal static class TensorBytes
{
    private const int Piece = 1 << 26;

    /// <summary>Writes the values, row-major.</summary>
    /// <param name="tensor">Any device and strides.</param>
    /// <param name="stream">The target.</param>
    public static void Write(Tensor tensor, Stream stream)
    {
        using var scope = NewDisposeScope();
        var count = TensorDtype.Count(tensor.shape);
        if (count == 0)
        {
            return;
        }

        var flat = tensor.detach().cpu().contiguous().view(-1);
        var step = Piece / TensorDtype.Size(tensor.dtype);
        for (var first = 0L; first < count; first += step)
        {
            using var part = flat.narrow(0, first, Math.Min(step, count - first));
            stream.Write(part.bytes);
        }
    }
}
