using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>numpy's <c>.npy</c> files, the usual form of class embeddings.</summary>
public static class NpyFile
{
    /// <summary>Reads an array.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A contiguous tensor on the CPU with the file's shape and type.</returns>
    /// <exception cref="BaronException">The file is missing, damaged, or does not hold numbers.</exception>
    public static Tensor Load(string path)
    {
        using var file = CheckpointFile.Open(path);
        return file.Format == "npy"
            ? file.Tensors[0].Load()
            : throw new BaronException($"{path} is not a .npy file (its format is {file.Format}).");
    }

    /// <summary>Writes an array, beside its target and then renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensor">Any shape and device; bfloat16 has no numpy type.</param>
    /// <exception cref="BaronException">The file cannot be written or the type does not exist in numpy.</exception>
    public static void Save(string path, Tensor tensor)
    {
        var code = TensorDtype.NumpyCode(tensor.dtype)
            ?? throw new BaronException($"{path} cannot be written: numpy has no type for {TensorDtype.TorchName(tensor.dtype)}; convert it to float32 first.");
        var sides = string.Join(", ", tensor.shape);
        var shape = tensor.shape.Length == 1 ? $"({sides},)" : $"({sides})";
        var header = $"{{'descr': '{code}', 'fortran_order': False, 'shape': {shape}, }}";

        // Magic, version and length take 10 bytes; the header is padded so that values start at a multiple of 64.
        var padding = 64 - ((10 + header.Length + 1) % 64);
        var text = Encoding.ASCII.GetBytes(header + new string(' ', padding % 64) + "\n");
        var start = new byte[10];
        "\u0093NUMPY\u0001\u0000".Select(c => (byte)c).ToArray().CopyTo(start, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(8), (ushort)text.Length);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(start);
            stream.Write(text);
            TensorBytes.Write(tensor, stream);
        }, throughLink: true);
    }
}
