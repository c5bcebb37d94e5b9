using System.Buffers.Binary;
using System.Numerics;
using Baron.Checkpoints.Pickle;

namespace Baron.Checkpoints;

/// <summary>
/// Reads what <c>torch.save</c> wrote before 1.6: a magic number, a version, facts about the machine, the objects, the list of
/// storages (a pickle each), then every storage's length and values.
/// </summary>
internal sealed class TorchLegacyReader : ICheckpointReader
{
    // The number as pickles of protocol 2 and above have it, and of protocol 1.
    private static readonly byte[] Start = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
    private static readonly byte[] TextStart = "L119547037146038801333356L\n"u8.ToArray();
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string Format => "pytorch_legacy";

    /// <inheritdoc/>
    public bool Recognizes(ByteSource file, string path) =>
        StartsWith(file, 0, TextStart)
        || (file.Length > 11 && file.Slice(0, 3) is [0x80, >= 2 and <= 5, var next] && StartsWith(file, next == 0x95 ? 11 : 2, Start));

    /// <inheritdoc/>
    public CheckpointContent Read(ByteSource file)
    {
        var position = 0L;
        if (Next(file, ref position) is not BigInteger magic || magic != Magic || Next(file, ref position) is not long version || version != 1001)
        {
            throw new CheckpointFormatException("it is not the old PyTorch format that it starts like");
        }

        var bigEndian = Next(file, ref position) is PickleDict facts && facts.TryGet("little_endian", out var little) && little is false;
        var storages = new Dictionary<string, PickleStorage>(StringComparer.Ordinal);
        var unpickler = new Unpickler(file, id => Storage(id, file.Length, storages), position: position);
        var root = unpickler.Load();
        position = unpickler.Position;
        if (Next(file, ref position) is not List<object?> keys)
        {
            throw new CheckpointFormatException("its list of storages is missing");
        }

        foreach (var key in keys)
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage) || storage.Source is not null)
            {
                throw new CheckpointFormatException("its list of storages names one that no tensor uses, or one twice");
            }

            var count = file.Slice(position, 8);
            if ((bigEndian ? BinaryPrimitives.ReadInt64BigEndian(count) : BinaryPrimitives.ReadInt64LittleEndian(count)) != storage.Count)
            {
                throw new CheckpointFormatException($"its storage '{PickleAllowList.Printable(name)}' does not have the length that was announced");
            }

            storage.Source = new SubSource(file, position + 8, storage.ByteCount);
            position += 8 + storage.ByteCount;
        }

        return PickleTree.Content(Format, root, bigEndian);
    }

    private static bool StartsWith(ByteSource file, int at, byte[] bytes) =>
        file.Length >= at + bytes.Length && file.Slice(at, bytes.Length).SequenceEqual(bytes);

    private static object? Next(ByteSource file, ref long position)
    {
        var unpickler = new Unpickler(file, position: position);
        var value = unpickler.Load();
        position = unpickler.Position;
        return value;
    }

    private static PickleStorage Storage(object? id, long fileLength, Dictionary<string, PickleStorage> storages)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, string, long count, .. var rest] }
            || (TensorDtype.FromStorage(type.Name) is var dtype && dtype is null && !PickleAllowList.IsUntyped(type))
            || count < 0
            || count > fileLength)
        {
            throw new CheckpointFormatException("it has a storage whose description is not understood");
        }

        if (rest is [not null, ..])
        {
            throw new CheckpointFormatException("it has views of storages in a form that PyTorch left before 0.4; save it again with a newer PyTorch");
        }

        if (!storages.TryGetValue(key, out var storage))
        {
            storages.Add(key, storage = new PickleStorage(key, dtype, count));
        }
        else if (storage.Dtype != dtype || storage.Count != count)
        {
            throw new CheckpointFormatException($"its storage '{PickleAllowList.Printable(key)}' is described in two ways");
        }

        return storage;
    }
}
