using System.Buffers.Binary;
using System.Text;

namespace Baron.Checkpoints;

/// <summary>
/// The entries of a zip archive, read strictly: what is stored stays a view of the file, what is deflated is inflated
/// while it is read, never beyond its declared size.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const int MaxEntries = 4_000_000;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly ByteSource _file;

    private ZipDirectory(ByteSource file) => _file = file;

    /// <summary>The entries' names in the order of the directory.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether a file starts like a zip archive.</summary>
    public static bool Recognizes(ByteSource file) =>
        file.Length >= 22 && BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(0, 4)) is LocalSignature or EndSignature;

    /// <summary>Whether the name of an archive's first record has an ending.</summary>
    public static bool StartsWith(ByteSource file, string ending)
    {
        if (file.Length < 30 || BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(0, 4)) != LocalSignature)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(file.Slice(26, 2));
        return length <= file.Length - 30 && Encoding.UTF8.GetString(file.Slice(30, length)).EndsWith(ending, StringComparison.Ordinal);
    }

    /// <summary>Reads the directory.</summary>
    /// <exception cref="CheckpointFormatException">The archive is damaged or ambiguous.</exception>
    public static ZipDirectory Read(ByteSource file)
    {
        var zip = new ZipDirectory(file);
        var end = FindEnd(file);
        var record = file.Slice(end, 22);
        long count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(record[4..]) is not (0 or ushort.MaxValue))
        {
            throw new CheckpointFormatException("it is a zip archive in several parts");
        }

        if (end >= 20 && BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(end - 20, 4)) == Locator64Signature)
        {
            var at = (long)BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(end - 12, 8));
            var wide = file.Slice(at, 56);
            if (BinaryPrimitives.ReadUInt32LittleEndian(wide) != End64Signature)
            {
                throw new CheckpointFormatException("its zip directory is damaged");
            }

            count = (long)BinaryPrimitives.ReadUInt64LittleEndian(wide[32..]);
            size = (long)BinaryPrimitives.ReadUInt64LittleEndian(wide[40..]);
            start = (long)BinaryPrimitives.ReadUInt64LittleEndian(wide[48..]);
        }

        if (count is < 0 or > MaxEntries || size < 0 || start < 0 || start > end - size)
        {
            throw new CheckpointFormatException("its zip directory is damaged");
        }

        var position = start;
        for (var i = 0L; i < count; i++)
        {
            position = zip.ReadEntry(position, start + size);
        }

        zip.CheckLayout(start);
        return zip;
    }

    /// <summary>Whether there is an entry of that name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>The content of an entry that is read in any order, byte by byte: inflated as a whole.</summary>
    /// <exception cref="CheckpointFormatException">There is none of that name, or it is damaged or too large.</exception>
    public ByteSource OpenWhole(string name)
    {
        var content = Open(name);
        if (content.InPlace)
        {
            return content;
        }

        if (content.Length > Array.MaxLength)
        {
            throw new CheckpointFormatException($"its record '{Printable(name)}' has {content.Length} bytes, too many for its kind");
        }

        var bytes = new byte[content.Length];
        content.Read(0, bytes);
        return new MemorySource(bytes);
    }

    /// <summary>The content of an entry; read in order where it is deflated.</summary>
    /// <exception cref="CheckpointFormatException">There is none of that name, or it is damaged.</exception>
    public ByteSource Open(string name) => _entries.TryGetValue(name, out var entry)
        ? entry.Content ??= OpenEntry(name, entry)
        : throw new CheckpointFormatException($"the record '{name}' is missing from the archive");

    private static long FindEnd(ByteSource file)
    {
        // The end record is followed by a comment of at most 65,535 bytes.
        for (var at = file.Length - 22; at >= Math.Max(0, file.Length - 22 - ushort.MaxValue); at--)
        {
            var record = file.Slice(at, 22);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) == EndSignature
                && BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == file.Length - at - 22)
            {
                return at;
            }
        }

        throw new CheckpointFormatException("its zip directory is missing (the file is truncated)");
    }

    private static void Widen(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
            {
                return;
            }

            if (id == 1)
            {
                var field = extra.Slice(4, length);
                Take(ref field, ref size);
                Take(ref field, ref packed);
                Take(ref field, ref offset);
            }

            extra = extra[(4 + length)..];
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value == uint.MaxValue && field.Length >= 8)
            {
                value = (long)BinaryPrimitives.ReadUInt64LittleEndian(field);
                field = field[8..];
            }
        }
    }

    private long ReadEntry(long position, long end)
    {
        var header = _file.Slice(position, 46);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != EntrySignature)
        {
            throw new CheckpointFormatException("its zip directory is damaged");
        }

        var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        var method = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        var name = Encoding.UTF8.GetString(_file.Slice(position + 46, nameLength));
        Widen(_file.Slice(position + 46 + nameLength, extraLength), ref size, ref packed, ref offset);

        // Nothing is ever written under these names, but an archive that tries this is not an honest one.
        if (name.Length == 0 || name[0] == '/' || name.Contains('\\') || name.Contains('\0') || name.Split('/').Contains(".."))
        {
            throw new CheckpointFormatException($"it has a record with the unsafe name '{Printable(name)}'");
        }

        if ((flags & 1) != 0)
        {
            throw new CheckpointFormatException($"its record '{Printable(name)}' is encrypted");
        }

        if (method is not (0 or 8))
        {
            throw new CheckpointFormatException($"its record '{Printable(name)}' is compressed by method {method}; stored and deflated records can be read");
        }

        if (packed < 0 || size < 0 || offset < 0 || packed > _file.Length || offset > _file.Length || (method == 0 && packed != size))
        {
            throw new CheckpointFormatException($"its record '{Printable(name)}' lies outside of the file (is it truncated?)");
        }

        if (!_entries.TryAdd(name, new Entry(offset, packed, size, method, offset + 30 + nameLength + packed, BinaryPrimitives.ReadUInt32LittleEndian(header[16..]))))
        {
            throw new CheckpointFormatException($"it has two records named '{Printable(name)}'");
        }

        _names.Add(name);
        var next = position + 46 + nameLength + extraLength + commentLength;
        return next <= end ? next : throw new CheckpointFormatException("its zip directory is damaged");
    }

    // Records that share bytes are what a small archive needs to become a large one, or two things for two readers.
    private void CheckLayout(long end)
    {
        var position = 0L;
        foreach (var (name, entry) in _entries.OrderBy(e => e.Value.Offset))
        {
            if (entry.Offset < position || entry.LeastEnd > end)
            {
                throw new CheckpointFormatException($"its record '{Printable(name)}' overlaps another one or the directory");
            }

            position = entry.LeastEnd;
        }
    }

    private ByteSource OpenEntry(string name, Entry entry)
    {
        var local = _file.Slice(entry.Offset, 30);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature)
        {
            throw new CheckpointFormatException($"its record '{Printable(name)}' is damaged");
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(local[26..]);
        var start = entry.Offset + 30 + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);

        // Checksum and sizes may follow the content (bit 3), and sizes stand in 64 bits elsewhere.
        var follow = (local[6] & 8) != 0;
        var packed = BinaryPrimitives.ReadUInt32LittleEndian(local[18..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(local[8..]) != entry.Method
            || (!follow && packed != uint.MaxValue && packed != entry.PackedSize)
            || (!follow && BinaryPrimitives.ReadUInt32LittleEndian(local[14..]) != entry.Checksum)
            || Encoding.UTF8.GetString(_file.Slice(entry.Offset + 30, nameLength)) != name)
        {
            throw new CheckpointFormatException($"its record '{Printable(name)}' is described in two ways");
        }

        var raw = new SubSource(_file, start, entry.PackedSize);
        return entry.Method == 0 ? raw : Inflate(name, raw, entry.Size);
    }

    private static InflatedSource Inflate(string name, SubSource raw, long size)
    {
        // Deflate cannot shrink by more than about 1032 to 1, so a larger declared size is a lie.
        if (size / 1040 > raw.Length + 16)
        {
            throw new CheckpointFormatException($"its record '{Printable(name)}' declares the impossible size {size}");
        }

        return new InflatedSource(Printable(name), raw, size);
    }

    private static string Printable(string name) =>
        new([.. name.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);

    private sealed class Entry(long offset, long packedSize, long size, int method, long leastEnd, uint checksum)
    {
        /// <summary>Where its content ends, or behind, as there may be more before it.</summary>
        public long LeastEnd => leastEnd;

        public long Offset => offset;

        public long PackedSize => packedSize;

        public long Size => size;

        public int Method => method;

        public uint Checksum => checksum;

        public ByteSource? Content { get; set; }
    }
}
