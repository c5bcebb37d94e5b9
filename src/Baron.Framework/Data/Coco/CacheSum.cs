using System.Runtime.InteropServices;

namespace Baron.Data.Coco;

/// <summary>A check sum against damage (not against forgery) that takes eight bytes at a time.</summary>
internal struct CacheSum
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    private ulong _state;

    /// <summary>The sum of everything added.</summary>
    public readonly ulong Value => _state ^ (_state >> 32);

    /// <summary>Adds bytes; all parts but the last have a length that is a multiple of eight.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            _state = ulong.RotateLeft((_state ^ word) * Prime, 29);
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            _state = ulong.RotateLeft((_state ^ rest) * Prime, 29);
        }
    }
}
