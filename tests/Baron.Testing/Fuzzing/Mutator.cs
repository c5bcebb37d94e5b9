using System.Text;

namespace Baron.Testing.Fuzzing;

/// <summary>Damages files: flipped bits, extreme numbers, pieces that are cut, doubled, moved, or taken from another file.</summary>
/// <param name="seeds">Good files.</param>
/// <param name="words">Pieces that mean something in the format.</param>
/// <param name="random">The randomness.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words, RandomSource random)
{
    private const int MaxLength = 1 << 20;

    private static readonly byte[][] Extremes =
    [
        [0], [0xff], [0x7f], [0x80], [0xff, 0xff], [0xff, 0x7f], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0, 0, 0, 0, 0x80], [0, 0, 0, 0, 1, 0, 0, 0],
    ];

    private static readonly string[] Numbers = ["-1", "0", "1e308", "-1e400", "99999999999999999999", "9223372036854775807", "2147483648", "0.1", "NaN", "Infinity", "null", "\"\""];

    // Letters in place of arbitrary bytes: a text of arbitrary bytes would be refused before anything is read.
    private readonly bool _text = seeds.All(seed => seed.All(b => b is (>= 0x20 and < 0x7f) or (byte)'\n'));

    /// <summary>A damaged file.</summary>
    public byte[] Next()
    {
        var bytes = new List<byte>(seeds[random.NextInt(seeds.Count)]);
        for (var changes = 1 + random.NextInt(random.NextInt(4) == 0 ? 12 : 3); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        if (bytes.Count == 0 || bytes.Count > MaxLength)
        {
            bytes.Clear();
            bytes.AddRange(seeds[random.NextInt(seeds.Count)]);
        }

        var at = random.NextInt(bytes.Count);
        switch (random.NextInt(10))
        {
            case 0 when !_text:
                bytes[at] ^= (byte)(1 << random.NextInt(8));
                break;
            case 0 or 1:
                bytes[at] = (byte)(_text && random.NextInt(20) > 0 ? 0x20 + random.NextInt(0x5f) : random.NextInt(256));
                break;
            case 2 when !_text:
                Overwrite(bytes, at, Extremes[random.NextInt(Extremes.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(1 + random.NextInt(16), bytes.Count - at));
                break;
            case 4:
                bytes.InsertRange(at, Piece(bytes));
                break;
            case 5:
                Overwrite(bytes, at, Piece(bytes));
                break;
            case 6 when random.NextInt(3) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6 or 7:
                var other = seeds[random.NextInt(seeds.Count)];
                var from = random.NextInt(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(1 + random.NextInt(64), other.Length - from)).ToArray());
                break;
            case 2 or 8 when words.Count > 0:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(words[random.NextInt(words.Count)]));
                break;
            default:
                ReplaceNumber(bytes, at);
                break;
        }
    }

    private byte[] Piece(List<byte> bytes)
    {
        var from = random.NextInt(bytes.Count);
        var piece = bytes.GetRange(from, Math.Min(1 + random.NextInt(32), bytes.Count - from)).ToArray();
        return random.NextInt(8) == 0 ? [.. Enumerable.Repeat(piece, 1 + random.NextInt(200)).SelectMany(p => p)] : piece;
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] piece)
    {
        for (var i = 0; i < piece.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = piece[i];
        }
    }

    // The next number written in digits becomes another one.
    private void ReplaceNumber(List<byte> bytes, int at)
    {
        var begin = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (begin < 0)
        {
            return;
        }

        var end = begin;
        while (end < bytes.Count && bytes[end] is (>= (byte)'0' and <= (byte)'9') or (byte)'.')
        {
            end++;
        }

        bytes.RemoveRange(begin, end - begin);
        bytes.InsertRange(begin, Encoding.UTF8.GetBytes(Numbers[random.NextInt(Numbers.Length)]));
    }
}
