using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Baron.Checkpoints.Pickle;

/// <summary>
/// Reads a Python pickle (protocols 0 to 5) as data. Names are checked against <see cref="PickleAllowList"/>, calls are done by
/// <see cref="PickleConstructors"/>; no code of the file's runs. Iterative, with bounded stack and memo, so that a crafted file
/// can exhaust neither.
/// </summary>
internal sealed class Unpickler
{
    private const int MaxStack = 4_000_000;
    private const int MaxMemo = 8_000_000;
    private const int MaxLine = 4096;
    private const int MaxTextLine = 1 << 29;
    private const int MaxKey = 1 << 20;
    private const int MaxIntegerBytes = 64;

    // Roughly the bytes in memory. Every opcode may leave a value or takes its time; containers count themselves and their entries,
    // and calls that copy (dict(x), encode(x)) pay for each copy. The state dict of a tensor costs about 2 kB.
    private const long MaxCost = 1L << 28;
    private const int OpcodeCost = 24;
    private const int EntryCost = 16;
    private const int PairCost = 64;

    private static readonly object Mark = new();

    private readonly ByteSource _source;
    private readonly Func<object?, object?> _persistentLoad;
    private readonly bool _torchScript;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly Dictionary<(string, string), PickleGlobal> _globals = [];
    private long _cost;

    /// <summary>Creates an unpickler.</summary>
    /// <param name="source">The pickle.</param>
    /// <param name="persistentLoad">Resolves persistent ids (storages).</param>
    /// <param name="torchScript">Whether classes of a TorchScript archive are accepted as inert data.</param>
    /// <param name="position">Where to start.</param>
    public Unpickler(ByteSource source, Func<object?, object?>? persistentLoad = null, bool torchScript = false, long position = 0)
    {
        _source = source;
        _persistentLoad = persistentLoad ?? (_ => throw new CheckpointFormatException("it has a persistent id outside of a PyTorch file"));
        _torchScript = torchScript;
        Position = position;
    }

    /// <summary>The next byte; after <see cref="Load"/> the one behind the pickle.</summary>
    public long Position { get; private set; }

    /// <summary>Reads one pickle.</summary>
    /// <exception cref="CheckpointFormatException">It is damaged, or mentions something that is not allowed.</exception>
    public object? Load()
    {
        while (true)
        {
            var opcode = ReadByte();
            Spend(OpcodeCost);
            if (opcode == (byte)'.')
            {
                return Pop();
            }

            if (!Containers(opcode) && !Literals(opcode) && !Objects(opcode))
            {
                throw new CheckpointFormatException($"it has the unknown pickle opcode 0x{opcode:x2} at byte {Position - 1}");
            }
        }
    }

    private bool Containers(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(':
                Push(Mark);
                return true;
            case (byte)'0':
                Pop(allowMark: true);
                return true;
            case (byte)'1':
                PopToMark();
                return true;
            case (byte)'2':
                Push(Peek());
                return true;
            case (byte)'}':
                Push(Charged(new PickleDict()));
                return true;
            case (byte)']' or 0x8f:
                Push(Charged(new List<object?>()));
                return true;
            case (byte)')':
                Push(new PickleTuple([]));
                return true;
            case (byte)'d':
                var dict = new PickleDict();
                AddPairs(dict, PopToMark());
                Push(Charged(dict));
                return true;
            case (byte)'l' or 0x91:
                Push(Charged(new List<object?>(PopToMark())));
                return true;
            case (byte)'t':
                Push(Charged(new PickleTuple(PopToMark())));
                return true;
            case 0x85 or 0x86 or 0x87:
                var items = new object?[opcode - 0x84];
                for (var i = items.Length - 1; i >= 0; i--)
                {
                    items[i] = Pop();
                }

                Push(Charged(new PickleTuple(items)));
                return true;
            case (byte)'a':
                var item = Pop();
                Append([item]);
                return true;
            case (byte)'e' or 0x90:
                Append(PopToMark());
                return true;
            case (byte)'s':
                var value = Pop();
                var key = Pop();
                SetItems([key, value]);
                return true;
            case (byte)'u':
                SetItems(PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool Literals(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'N':
                Push(null);
                return true;
            case 0x88:
                Push(true);
                return true;
            case 0x89:
                Push(false);
                return true;
            case (byte)'J':
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                return true;
            case (byte)'K':
                Push((long)ReadByte());
                return true;
            case (byte)'M':
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                return true;
            case (byte)'I':
                Push(ReadLine() switch
                {
                    "00" => false,
                    "01" => true,
                    var text => (object)ParseInteger(text),
                });
                return true;
            case (byte)'L':
                Push(ParseInteger(ReadLine().TrimEnd('L')));
                return true;
            case 0x8a:
                Push(ReadLong(ReadByte()));
                return true;
            case 0x8b:
                Push(ReadLong(BinaryPrimitives.ReadInt32LittleEndian(Take(4))));
                return true;
            case (byte)'F':
                Push(double.TryParse(ReadLine(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new CheckpointFormatException("it has a number that is none"));
                return true;
            case (byte)'G':
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                return true;
            case (byte)'S':
                Push(Unquote(ReadTextLine()));
                return true;
            case (byte)'T':
                Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)), isLatin1: true));
                return true;
            case (byte)'U':
                Push(Encoding.Latin1.GetString(Take(ReadByte())));
                return true;
            case (byte)'V':
                Push(UnescapeCodes(ReadTextLine()));
                return true;
            case (byte)'X':
                Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                return true;
            case 0x8c:
                Push(Text(ReadByte()));
                return true;
            case 0x8d:
                Push(Text(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))));
                return true;
            case (byte)'B':
                Push(Bytes(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                return true;
            case (byte)'C':
                Push(Bytes(ReadByte()));
                return true;
            case 0x8e or 0x96:
                Push(Bytes(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))));
                return true;
            default:
                return false;
        }
    }

    private bool Objects(byte opcode)
    {
        switch (opcode)
        {
            case 0x80:
                var protocol = ReadByte();
                return protocol <= 5 ? true : throw new CheckpointFormatException($"it is a pickle of protocol {protocol}; up to 5 can be read");
            case 0x95:
                // Frames only tell how much to buffer.
                var frame = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                return frame <= (ulong)(_source.Length - Position) ? true : throw TooShort(frame);
            case (byte)'c':
                var module = ReadLine();
                Push(Global(module, ReadLine()));
                return true;
            case 0x93:
                var name = Pop();
                Push(Global(Pop() as string, name as string));
                return true;
            case (byte)'R':
                var arguments = PopTuple();
                Push(Charged(PickleConstructors.Call(Pop(), arguments)));
                return true;
            case 0x81:
                var initial = PopTuple();
                Push(Charged(PickleConstructors.New(Pop(), initial)));
                return true;
            case 0x92:
                Pop();
                var positional = PopTuple();
                Push(Charged(PickleConstructors.New(Pop(), positional)));
                return true;
            case (byte)'o':
                var parts = PopToMark();
                Push(Charged(parts.Length > 0 ? PickleConstructors.Call(parts[0], parts[1..]) : throw Damaged()));
                return true;
            case (byte)'i':
                var instanceModule = ReadLine();
                var type = Global(instanceModule, ReadLine());
                Push(Charged(PickleConstructors.Call(type, PopToMark())));
                return true;
            case (byte)'b':
                var state = Pop();
                PickleConstructors.Build(Peek(), state);
                return true;
            case (byte)'P':
                Push(_persistentLoad(ReadLine()));
                return true;
            case (byte)'Q':
                Push(_persistentLoad(Pop()));
                return true;
            case (byte)'p':
                Remember(ParseIndex(ReadLine()));
                return true;
            case (byte)'q':
                Remember(ReadByte());
                return true;
            case (byte)'r':
                Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                return true;
            case 0x94:
                Remember(_memo.Count);
                return true;
            case (byte)'g':
                Recall(ParseIndex(ReadLine()));
                return true;
            case (byte)'h':
                Recall(ReadByte());
                return true;
            case (byte)'j':
                Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                return true;
            case 0x98:
                return true;
            default:
                return false;
        }
    }

    private static CheckpointFormatException Damaged() => new("its pickle is damaged");

    private static object ParseInteger(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        return text.Length <= MaxIntegerBytes * 2 && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big)
            ? big
            : throw new CheckpointFormatException("it has a whole number that is none, or too long");
    }

    private static long ParseIndex(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw Damaged();

    private static string Unquote(string line)
    {
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ('\'' or '"'))
        {
            throw Damaged();
        }

        return Unescape(line[1..^1], (letter, rest) => letter switch
        {
            'n' => ('\n', 0),
            'r' => ('\r', 0),
            't' => ('\t', 0),
            '\\' or '\'' or '"' => (letter, 0),
            'x' => Code(rest, 2),
            _ => null,
        });
    }

    // A text of protocol 0: only codes are escaped.
    private static string UnescapeCodes(string line) => Unescape(line, (letter, rest) => letter switch
    {
        'u' => Code(rest, 4),
        'U' => Code(rest, 8),
        _ => null,
    });

    private static (int Character, int Digits)? Code(ReadOnlySpan<char> rest, int digits) =>
        rest.Length >= digits && int.TryParse(rest[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code is >= 0 and <= 0x10ffff
            ? (code, digits)
            : throw Damaged();

    // What is no escape stays as it is, as in Python.
    private static string Unescape(string text, Func<char, ReadOnlySpan<char>, (int Character, int Digits)?> escape)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length || escape(text[i + 1], text.AsSpan(i + 2)) is not var (character, digits))
            {
                result.Append(text[i]);
                continue;
            }

            result.Append(character > char.MaxValue ? char.ConvertFromUtf32(character) : ((char)character).ToString());
            i += 1 + digits;
        }

        return result.ToString();
    }

    private static string Key(PickleText text) => text.Length <= MaxKey
        ? text.ToString()
        : throw new CheckpointFormatException($"it has a name of {text.Length} bytes; {MaxKey} are the most");

    private void AddPairs(PickleDict dict, object?[] items)
    {
        Spend((long)PairCost * (items.Length / 2));
        if (items.Length % 2 != 0)
        {
            throw Damaged();
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            dict.Add(items[i] is PickleText text ? Key(text) : items[i], items[i + 1]);
        }
    }

    private void Append(object?[] items)
    {
        switch (Peek())
        {
            case List<object?> list:
                Spend((long)EntryCost * items.Length);
                list.AddRange(items);
                break;
            case PickleObject:
                // Entries of inert objects are of no interest.
                break;
            default:
                throw Damaged();
        }
    }

    private void SetItems(object?[] items)
    {
        switch (Peek())
        {
            case PickleDict dict:
                AddPairs(dict, items);
                break;
            case PickleObject o:
                AddPairs(o.Items ??= new PickleDict(), items);
                break;
            default:
                throw Damaged();
        }
    }

    private PickleGlobal Global(string? module, string? name)
    {
        if (module is null || name is null)
        {
            throw Damaged();
        }

        if (!_globals.TryGetValue((module, name), out var global))
        {
            global = PickleAllowList.Resolve(module, name, _torchScript);
            _globals.Add((module, name), global);
        }

        return global;
    }

    private object ReadLong(int length)
    {
        if (length is < 0 or > MaxIntegerBytes)
        {
            throw new CheckpointFormatException($"it has a whole number of {(uint)length} bytes; {MaxIntegerBytes} are the most");
        }

        Spend(length);
        var value = new BigInteger(Take(length));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private object Text(ulong length, bool isLatin1 = false)
    {
        if (length >= PickleText.LeastLength)
        {
            return new PickleText(Part(length), isLatin1);
        }

        Spend(2L * (long)length);
        return (isLatin1 ? Encoding.Latin1 : Encoding.UTF8).GetString(Take((int)length));
    }

    private PickleBytes Bytes(ulong length) => new(Part(length));

    private SubSource Part(ulong length)
    {
        if (length > (ulong)(_source.Length - Position))
        {
            throw TooShort(length);
        }

        Spend(PairCost);
        var part = new SubSource(_source, Position, (long)length);
        Position += (long)length;
        return part;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0)
        {
            throw Damaged();
        }

        var span = _source.Slice(Position, length);
        Position += length;
        return span;
    }

    private byte ReadByte() => Take(1)[0];

    private string ReadLine()
    {
        var start = Position;
        while (ReadByte() != (byte)'\n')
        {
            if (Position - start > MaxLine)
            {
                throw new CheckpointFormatException("its pickle has an overlong line");
            }
        }

        return Encoding.UTF8.GetString(_source.Slice(start, (int)(Position - start - 1))).TrimEnd('\r');
    }

    // A text of protocol 0, a character a byte.
    private string ReadTextLine()
    {
        var start = Position;
        for (var at = start; ; at += MaxLine)
        {
            if (at - start > MaxTextLine)
            {
                throw new CheckpointFormatException($"its pickle has a text of more than {MaxTextLine} bytes in one line");
            }

            var end = _source.Slice(at, (int)Math.Min(MaxLine, Math.Max(1, _source.Length - at))).IndexOf((byte)'\n');
            if (end >= 0)
            {
                Position = at + end + 1;
                break;
            }
        }

        return Encoding.Latin1.GetString(_source.Slice(start, (int)(Position - start - 1)));
    }

    private object? Charged(object? value)
    {
        Spend(value switch
        {
            PickleDict dict => PairCost * (1L + dict.Items.Count),
            List<object?> list => PairCost + ((long)EntryCost * list.Count),
            PickleTuple tuple => EntryCost * (2L + tuple.Items.Length),
            PickleBytes { Source: MemorySource copy } => PairCost + copy.Length,
            _ => PairCost,
        });
        return value;
    }

    private void Spend(long cost)
    {
        _cost += cost;
        if (_cost > MaxCost)
        {
            throw new CheckpointFormatException("its pickle has more objects than any checkpoint needs");
        }
    }

    private CheckpointFormatException TooShort(ulong length) =>
        new($"its pickle announces {length} bytes and has {_source.Length - Position} more (is it truncated?)");

    private void Push(object? value)
    {
        if (_stack.Count >= MaxStack)
        {
            throw new CheckpointFormatException($"its pickle stacks more than {MaxStack} values");
        }

        _stack.Add(value);
    }

    private object? Pop(bool allowMark = false)
    {
        if (_stack.Count == 0 || (!allowMark && ReferenceEquals(_stack[^1], Mark)))
        {
            throw Damaged();
        }

        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object? Peek() => _stack.Count > 0 && !ReferenceEquals(_stack[^1], Mark) ? _stack[^1] : throw Damaged();

    private object?[] PopTuple() => Pop() is PickleTuple tuple ? tuple.Items : throw Damaged();

    private object?[] PopToMark()
    {
        var at = _stack.Count - 1;
        while (at >= 0 && !ReferenceEquals(_stack[at], Mark))
        {
            at--;
        }

        if (at < 0)
        {
            throw Damaged();
        }

        var items = _stack.GetRange(at + 1, _stack.Count - at - 1).ToArray();
        _stack.RemoveRange(at, _stack.Count - at);
        return items;
    }

    private void Remember(long index)
    {
        if (_memo.Count >= MaxMemo)
        {
            throw new CheckpointFormatException($"its pickle remembers more than {MaxMemo} values");
        }

        Spend(EntryCost);
        _memo[index] = Peek();
    }

    private void Recall(long index) =>
        Push(_memo.TryGetValue(index, out var value) ? value : throw new CheckpointFormatException($"its pickle recalls the value {index}, which it has not remembered"));
}
