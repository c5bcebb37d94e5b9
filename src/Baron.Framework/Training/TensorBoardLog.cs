using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;

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
    /// <param name="firstStep">The first step that will be written; what older files in the folder have from there on is void.</param>
    /// <exception cref="BaronException">The file cannot be written.</exception>
    public TensorBoardLog(string folder, long firstStep = 1)
    {
        bool older;
        try
        {
            Directory.CreateDirectory(folder);
            older = Directory.EnumerateFiles(folder, "events.out.tfevents.*").Any();
            var stamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            while (File.Exists(Name(stamp)))
            {
                stamp++;
            }

            _stream = new FileStream(Name(stamp), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"TensorBoard events cannot be written to {folder}: {e.Message}", e);
        }

        Record(TensorBoardEvent.FileVersion(Now()));
        if (older || firstStep > 1)
        {
            Record(TensorBoardEvent.SessionStart(Now(), firstStep));
        }

        string Name(long stamp) => Path.Combine(folder, $"events.out.tfevents.{stamp}.{Environment.ProcessId}.baron");
    }

    /// <summary>Writes numbers of one step.</summary>
    /// <param name="step">The iteration.</param>
    /// <param name="values">Numbers by tag.</param>
    /// <exception cref="RunFailedException">They cannot be written, for example because the disk is full.</exception>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        var message = TensorBoardEvent.Scalars(Now(), step, values);
        try
        {
            Record(message);
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

    private void Record(ByteString message)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        _stream.Write(head);
        _stream.Write(message.Span);
        Span<byte> tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedCrc(message.Span));
        _stream.Write(tail);
    }
}
