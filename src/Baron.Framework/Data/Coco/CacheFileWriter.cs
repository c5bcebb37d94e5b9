using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Baron.Data.Coco;

/// <summary>Writes the content of a cache file: numbers, texts and arrays, each array after its length.</summary>
/// <param name="stream">The file.</param>
internal sealed class CacheFileWriter(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private CacheSum _sum;
    private int _used;

    /// <summary>Bytes written, without those still held back.</summary>
    public long Length { get; private set; }

    /// <summary>The check sum of the bytes written.</summary>
    public ulong Sum => _sum.Value;

    /// <summary>Writes a number.</summary>
    public void Write(int value) => Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    /// <summary>Writes a number.</summary>
    public void Write(long value) => Write(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    /// <summary>Writes a text or <c>null</c>.</summary>
    public void Write(string? text)
    {
        if (text is null)
        {
            Write(-1);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        Write(bytes.Length);
        Write(bytes.AsSpan());
    }

    /// <summary>Writes texts or <c>null</c>.</summary>
    public void Write(string[]? texts)
    {
        Write(texts?.Length ?? -1);
        foreach (var text in texts ?? [])
        {
            Write(text);
        }
    }

    /// <summary>Writes an array of numbers or plain records, or <c>null</c>.</summary>
    public void Write<T>(T[]? values)
        where T : unmanaged
    {
        Write(values?.Length ?? -1);
        for (var at = 0; values is not null && at < values.Length;)
        {
            // In parts: an array of records may have more bytes than a span can count.
            var count = Math.Min(values.Length - at, (1 << 24) / Unsafe.SizeOf<T>());
            Write(MemoryMarshal.AsBytes(values.AsSpan(at, count)));
            at += count;
        }
    }

    /// <summary>Writes what is held back; nothing may follow.</summary>
    public void Flush()
    {
        _sum.Add(_buffer.AsSpan(0, _used));
        stream.Write(_buffer, 0, _used);
        Length += _used;
        _used = 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_used == _buffer.Length)
            {
                Flush();
            }

            var part = Math.Min(bytes.Length, _buffer.Length - _used);
            bytes[..part].CopyTo(_buffer.AsSpan(_used));
            _used += part;
            bytes = bytes[part..];
        }
    }
}
