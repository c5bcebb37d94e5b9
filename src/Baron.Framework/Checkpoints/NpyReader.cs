using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Baron.Checkpoints.Pickle;

namespace Baron.Checkpoints;

/// <summary>Reads numpy's <c>.npy</c>: a magic string, a version, a Python literal with type, order and shape, the values.</summary>
internal sealed class NpyReader : ICheckpointReader
{
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <inheritdoc/>
    public string Format => "npy";

    /// <inheritdoc/>
    public bool Recognizes(ByteSource file, string path) =>
        file.Length >= 10 && file.Slice(0, Magic.Length).SequenceEqual(Magic);

    /// <inheritdoc/>
    public CheckpointContent Read(ByteSource file) => new(
        Format,
        [ReadArray(file, "value", out var type) ?? throw new CheckpointFormatException($"it holds {type}; numbers are needed, unsigned ones of 8 bits at most")]);

    /// <summary>Reads one array.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">What it holds, where it is no numbers that a tensor can hold.</param>
    /// <returns>The array, or <c>null</c> where no tensor can hold it.</returns>
    /// <exception cref="CheckpointFormatException">It is damaged.</exception>
    internal static CheckpointTensor? ReadArray(ByteSource file, string name, out string? type)
    {
        if (file.Length < 10 || !file.Slice(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new CheckpointFormatException($"array '{name}' does not start like a .npy file");
        }

        var version = file.Slice(6, 1)[0];
        var wide = version >= 2;
        var length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(8, 4)) : BinaryPrimitives.ReadUInt16LittleEndian(file.Slice(8, 2));
        var start = wide ? 12 : 10;
        if (version is < 1 or > 3 || length > 65536)
        {
            throw new CheckpointFormatException($"array '{name}' has an unknown .npy version or an overlong header");
        }

        var header = Encoding.UTF8.GetString(file.Slice(start, (int)length));
        type = null;
        if (After(header, "descr") is ['[', ..])
        {
            type = "records";
            return null;
        }

        var code = Quoted(header, "descr") ?? throw new CheckpointFormatException($"array '{name}' has no type");
        var dtype = new PickleNumpyDtype(code);
        if (dtype.Dtype is null)
        {
            type = dtype.InWords;
            return null;
        }

        var array = new PickleArray
        {
            Dtype = dtype,
            Shape = ShapeOf(header, name),
            Fortran = After(header, "fortran_order")?.StartsWith("True", StringComparison.Ordinal) ?? false,
            Source = new SubSource(file, start + length, file.Length - start - length),
        };
        return array.ToCheckpointTensor(name);
    }

    private static string? After(string header, string key)
    {
        foreach (var quote in "'\"")
        {
            var at = header.IndexOf($"{quote}{key}{quote}", StringComparison.Ordinal);
            var colon = at < 0 ? -1 : header.IndexOf(':', at);
            if (colon >= 0)
            {
                return header[(colon + 1)..].TrimStart();
            }
        }

        return null;
    }

    private static string? Quoted(string header, string key)
    {
        var rest = After(header, key);
        if (rest is not ['\'' or '"', ..])
        {
            return null;
        }

        var end = rest.IndexOf(rest[0], 1);
        return end < 0 ? null : rest[1..end];
    }

    private static long[] ShapeOf(string header, string name)
    {
        var rest = After(header, "shape");
        var end = rest?.IndexOf(')') ?? -1;
        if (rest is not ['(', ..] || end < 0)
        {
            throw new CheckpointFormatException($"array '{name}' has no shape");
        }

        return
        [
            .. rest[1..end].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(side =>
                long.TryParse(side.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new CheckpointFormatException($"array '{name}' has an impossible shape")),
        ];
    }
}
