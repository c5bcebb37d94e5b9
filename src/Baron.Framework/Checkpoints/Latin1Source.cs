using System.Buffers;
using System.Text;

namespace Baron.Checkpoints;

/// <summary>
/// The bytes whose values are the characters of a UTF-8 text, which is how pickles of protocol 2 and below hold bytes when
/// Python 3 writes them.
/// </summary>
internal sealed class Latin1Source(ByteSource text) : StreamedSource(text, CountCharacters(text))
{
    private const int Block = 1 << 16;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding Latin1 = Encoding.GetEncoding("latin1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <inheritdoc/>
    protected override Stream Start(Stream source) => Encoding.CreateTranscodingStream(source, Utf8, Latin1);

    /// <inheritdoc/>
    protected override CheckpointFormatException Longer() => Damaged(null);

    /// <inheritdoc/>
    protected override CheckpointFormatException Damaged(Exception? cause) => new("its pickle has bytes written as a text that stands for none", cause);

    private static long CountCharacters(ByteSource text)
    {
        var block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            var count = 0L;
            for (var at = 0L; at < text.Length; at += Block)
            {
                var part = block.AsSpan(0, (int)Math.Min(Block, text.Length - at));
                text.Read(at, part);
                foreach (var value in part)
                {
                    // All but the bytes that continue a character.
                    count += (value & 0xc0) != 0x80 ? 1 : 0;
                }
            }

            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
