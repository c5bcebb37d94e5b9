using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Baron.Framework.Tests.Checkpoints;

/// <summary>Writes pickles and PyTorch archives by hand, well-formed or not.</summary>
internal sealed class PickleBytes
{
    private readonly MemoryStream _stream = new();

    public PickleBytes(int protocol = 2) => Raw(0x80, (byte)protocol);

    public PickleBytes Raw(params byte[] bytes)
    {
        _stream.Write(bytes);
        return this;
    }

    public PickleBytes Op(string opcodes) => Raw(Encoding.Latin1.GetBytes(opcodes));

    public PickleBytes Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleBytes Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return Op("X").Raw(length).Raw(bytes);
    }

    public PickleBytes Int(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Raw(0x8a, 8).Raw(bytes);
    }

    public PickleBytes Tuple(params long[] values)
    {
        Op("(");
        foreach (var value in values)
        {
            Int(value);
        }

        return Op("t");
    }

    /// <summary>A tensor as torch.save writes it.</summary>
    public PickleBytes Tensor(string storage, string key, long count, long offset, long[] shape, long[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("((").Text("storage").Global("torch", storage).Text(key).Text("cpu").Int(count).Op("tQ")
            .Int(offset).Tuple(shape).Tuple(strides).Raw(0x89).Global("collections", "OrderedDict").Op(")RtR");

    public byte[] Done() => Op(".")._stream.ToArray();

    /// <summary>A PyTorch archive with this pickle and the given records.</summary>
    public byte[] Archive(params (string Name, byte[] Content)[] records) => Zip([("archive/data.pkl", Done()), .. records]);

    public static byte[] Zip((string Name, byte[] Content)[] records, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in records)
            {
                using var stream = zip.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return memory.ToArray();
    }
}
