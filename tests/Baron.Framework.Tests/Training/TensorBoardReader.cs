using System.Buffers.Binary;
using System.Text;

namespace Baron.Framework.Tests.Training;

/// <summary>
/// Reads TensorBoard's event files from their published layout alone (TFRecord framing, Protocol Buffers' wire format, the field
/// numbers of event.proto and summary.proto) and shares no code with the writer.
/// </summary>
internal sealed class TensorBoardReader
{
    private readonly byte[] _message;
    private int _at;

    private TensorBoardReader(byte[] message) => _message = message;

    /// <summary>The events of a file; anything that a reader would stumble over is an exception.</summary>
    public static List<Event> Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var events = new List<Event>();
        for (var at = 0; at < file.Length;)
        {
            var length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at, 8)));
            Expect(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8, 4)), Masked(file.AsSpan(at, 8)), "checksum of a length");
            var message = file.AsSpan(at + 12, length);
            Expect(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length, 4)), Masked(message), "checksum of a message");
            events.Add(new TensorBoardReader(message.ToArray()).ReadEvent());
            at += 16 + length;
        }

        return events;
    }

    private Event ReadEvent()
    {
        var read = new Event();
        while (_at < _message.Length)
        {
            switch (Key())
            {
                case (1, 1):
                    read.WallTime = BinaryPrimitives.ReadDoubleLittleEndian(Take(8));
                    break;
                case (2, 0):
                    read.Step = (long)Varint();
                    break;
                case (3, 2):
                    read.FileVersion = Text();
                    break;
                case (5, 2):
                    Nested().ReadSummary(read.Scalars);
                    break;
                case (7, 2):
                    read.SessionStatus = Nested().ReadStatus();
                    break;
                case var other:
                    throw new InvalidDataException($"an event has no field {other}");
            }
        }

        return read;
    }

    private void ReadSummary(List<KeyValuePair<string, float>> scalars)
    {
        while (_at < _message.Length)
        {
            Expect(Key(), (1, 2), "a value of a summary");
            var value = Nested();
            string? tag = null;
            float? number = null;
            while (value._at < value._message.Length)
            {
                switch (value.Key())
                {
                    case (1, 2):
                        tag = value.Text();
                        break;
                    case (2, 5):
                        number = BinaryPrimitives.ReadSingleLittleEndian(value.Take(4));
                        break;
                    case var other:
                        throw new InvalidDataException($"a scalar has no field {other}");
                }
            }

            scalars.Add(new(tag!, number!.Value));
        }
    }

    private ulong ReadStatus()
    {
        Expect(Key(), (1, 0), "the status of a session");
        var status = Varint();
        Expect(_at, _message.Length, "the end of a session log");
        return status;
    }

    private (int Field, int WireType) Key()
    {
        var key = checked((int)Varint());
        return (key >> 3, key & 7);
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number of more than ten bytes");
    }

    private string Text() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Nested()._message);

    private TensorBoardReader Nested() => new(Take(checked((int)Varint())).ToArray());

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _message.AsSpan(_at, count);
        _at += count;
        return taken;
    }

    private static void Expect<T>(T value, T expected, string what)
    {
        if (!Equals(value, expected))
        {
            throw new InvalidDataException($"{what}: {value} instead of {expected}");
        }
    }

    // CRC-32C bit by bit (polynomial 0x82f63b78), with TensorFlow's mask.
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82f63b78u : crc >> 1;
            }
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
    }

    /// <summary>What an event says.</summary>
    internal sealed class Event
    {
        public double WallTime { get; set; }

        public long Step { get; set; }

        public string? FileVersion { get; set; }

        public ulong? SessionStatus { get; set; }

        public List<KeyValuePair<string, float>> Scalars { get; } = [];
    }
}
