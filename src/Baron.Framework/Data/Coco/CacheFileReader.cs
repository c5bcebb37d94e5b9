using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Baron.Data.Coco;

/// <summary>Reads what <see cref="CacheFileWriter"/> wrote. What does not add up is an <see cref="InvalidDataException"/>.</summary>
/// <param name="content">The content.</param>
internal ref struct CacheFileReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Reads a number.</summary>
    public int ReadInt32() => MemoryMarshal.Read<int>(Take(sizeof(int)));

    /// <summary>Reads a number.</summary>
    public long ReadInt64() => MemoryMarshal.Read<long>(Take(sizeof(long)));

    /// <summary>Reads a text or <c>null</c>.</summary>
    public string? ReadText()
    {
        var length = ReadInt32();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>Reads texts or <c>null</c>.</summary>
    public string[]? ReadTexts()
    {
        var count = ReadInt32();
        if (count < 0)
        {
            return null;
        }

        if (count > _rest.Length / sizeof(int))
        {
            throw new InvalidDataException("A list is longer than the file.");
        }

        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            texts[i] = ReadText() ?? "";
        }

        return texts;
    }

    /// <summary>Reads an array or <c>null</c>.</summary>
    public T[]? ReadArray<T>()
        where T : unmanaged
    {
        var count = ReadInt32();
        return count < 0 ? null : MemoryMarshal.Cast<byte, T>(Take((long)count * Unsafe.SizeOf<T>())).ToArray();
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length > _rest.Length)
        {
            throw new InvalidDataException("The file ends early.");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
