using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Baron.Training;

/// <summary>
/// Scalars in TensorBoard's event format: records of length, masked CRC-32C of the length, an Event message, masked CRC-32C of the
/// message. A file a process; TensorBoard joins the files of a folder.
/// </summary>
public sealed class TensorBoardLog : IDisposable
{
    private readonly FileStream _stream;

    /// <summary>Starts a file.</summary>
    /// <param name="folder">The folder; made when absent.</param>
    /// <param name="firstStep">The first step that will be written; where it is above 1, what older files have from there on is void.</param>
    /// <exception cref="BaronException">The file cannot be written.</exception>
    public TensorBoardLog(string folder, long firstStep = 1)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var name = $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}.{Environment.ProcessId}.baron";
            _stream = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"TensorBoard events cannot be written to {folder}: {e.Message}", e);
        }

        using var version = new MemoryStream();
        Double(version, 1, Now());
        Bytes(version, 3, Encoding.ASCII.GetBytes("brain.Event:2"));
        Record(version);
        if (firstStep > 1)
        {
            // A session log with the status START.
            using var start = new MemoryStream();
            Double(start, 1, Now());
            Key(start, 2, 0);
            Varint(start, (ulong)firstStep);
            Bytes(start, 7, [0x08, 0x01]);
            Record(start);
        }
    }

    /// <summary>Writes numbers of one step.</summary>
    /// <param name="step">The iteration.</param>
    /// <param name="values">Numbers by tag.</param>
    /// <exception cref="RunFailedException">They cannot be written, for example because the disk is full.</exception>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        using var summary = new MemoryStream();
        foreach (var (tag, value) in values)
        {
            using var item = new MemoryStream();
            Bytes(item, 1, Encoding.UTF8.GetBytes(tag));
            Float(item, 2, (float)value);
            Bytes(summary, 1, item.ToArray());
        }

        using var happening = new MemoryStream();
        Double(happening, 1, Now());
        Key(happening, 2, 0);
        Varint(happening, (ulong)step);
        Bytes(happening, 5, summary.ToArray());
        try
        {
            Record(happening);
            _stream.Flush();
        }
        catch (IOException e)
        {
            throw new RunFailedException($"{_stream.Name} cannot be written: {e.Message}. Make room and continue with --resume.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be written was reported when it was tried.
        }
    }

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private static void Key(Stream target, int field, int wireType) => Varint(target, (ulong)((field << 3) | wireType));

    private static void Varint(Stream target, ulong value)
    {
        while (value >= 0x80)
        {
            target.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        target.WriteByte((byte)value);
    }

    private static void Double(Stream target, int field, double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        Key(target, field, 1);
        target.Write(bytes);
    }

    private static void Float(Stream target, int field, float value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        Key(target, field, 5);
        target.Write(bytes);
    }

    private static void Bytes(Stream target, int field, byte[] value)
    {
        Key(target, field, 2);
        Varint(target, (ulong)value.Length);
        target.Write(value);
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
    }

    private void Record(MemoryStream message)
    {
        var data = message.ToArray();
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        _stream.Write(head);
        _stream.Write(data);
        Span<byte> tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedCrc(data));
        _stream.Write(tail);
    }
}
