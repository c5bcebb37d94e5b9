using Google.Protobuf;

namespace Baron.Training;

/// <summary>
/// The few messages of TensorFlow's <c>event.proto</c> and <c>summary.proto</c> that scalars need. Scalars are plain
/// <c>simple_value</c>s without metadata, as PyTorch's <c>SummaryWriter</c> writes them.
/// </summary>
internal static class TensorBoardEvent
{
    /// <summary>The first event of a file.</summary>
    public static ByteString FileVersion(double wallTime) => Event(wallTime, 0, output =>
    {
        output.WriteTag(Field.EventFileVersion, WireFormat.WireType.LengthDelimited);
        output.WriteString("brain.Event:2");
    });

    /// <summary>A session log with the status START: what older files have from this step on is void.</summary>
    public static ByteString SessionStart(double wallTime, long step) => Event(wallTime, step, output => Nested(output, Field.EventSessionLog, log =>
    {
        const int Start = 1;
        log.WriteTag(Field.SessionLogStatus, WireFormat.WireType.Varint);
        log.WriteEnum(Start);
    }));

    /// <summary>Numbers of one step by tag.</summary>
    public static ByteString Scalars(double wallTime, long step, IEnumerable<KeyValuePair<string, double>> values) =>
        Event(wallTime, step, output => Nested(output, Field.EventSummary, summary =>
        {
            foreach (var (tag, value) in values)
            {
                Nested(summary, Field.SummaryValue, item =>
                {
                    item.WriteTag(Field.ValueTag, WireFormat.WireType.LengthDelimited);
                    item.WriteString(tag);
                    item.WriteTag(Field.ValueSimpleValue, WireFormat.WireType.Fixed32);
                    item.WriteFloat((float)value);
                });
            }
        }));

    private static ByteString Event(double wallTime, long step, Action<CodedOutputStream> what) => Message(output =>
    {
        output.WriteTag(Field.EventWallTime, WireFormat.WireType.Fixed64);
        output.WriteDouble(wallTime);
        if (step != 0)
        {
            output.WriteTag(Field.EventStep, WireFormat.WireType.Varint);
            output.WriteInt64(step);
        }

        what(output);
    });

    private static void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(Message(write));
    }

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
        {
            write(output);
        }

        return ByteString.CopyFrom(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }

    private static class Field
    {
        public const int EventWallTime = 1;
        public const int EventStep = 2;
        public const int EventFileVersion = 3;
        public const int EventSummary = 5;
        public const int EventSessionLog = 7;
        public const int SessionLogStatus = 1;
        public const int SummaryValue = 1;
        public const int ValueTag = 1;
        public const int ValueSimpleValue = 2;
    }
}
