namespace Baron.Checkpoints;

/// <summary>
/// Bytes that are computed from others while they are read, forwards: what is asked for in order costs no memory, going back
/// starts again.
/// </summary>
internal abstract class StreamedSource(ByteSource source, long length) : ByteSource
{
    private const int Block = 1 << 16;

    private readonly Lock _lock = new();
    private Stream? _stream;
    private long _position;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override string? Path => source.Path;

    /// <inheritdoc/>
    public override bool InPlace => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Slice(long offset, int length)
    {
        Check(offset, length);
        var result = new byte[length];
        Read(offset, result);
        return result;
    }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        lock (_lock)
        {
            if (_stream is null || offset < _position)
            {
                _stream?.Dispose();
                _stream = Start(SourceStream.Buffered(source));
                _position = 0;
            }

            try
            {
                Skip(_stream, offset - _position);
                _stream.ReadExactly(destination);
                _position = offset + destination.Length;
                if (_position == Length)
                {
                    if (_stream.ReadByte() >= 0)
                    {
                        throw Longer();
                    }

                    Close();
                }
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException)
            {
                Close();
                throw Damaged(e);
            }
        }
    }

    /// <summary>A stream of all bytes.</summary>
    /// <param name="source">What they are computed from.</param>
    protected abstract Stream Start(Stream source);

    /// <summary>What to throw when there are more bytes than <see cref="Length"/>.</summary>
    protected abstract CheckpointFormatException Longer();

    /// <summary>What to throw when the bytes cannot be computed or are too few.</summary>
    protected abstract CheckpointFormatException Damaged(Exception cause);

    private static void Skip(Stream stream, long count)
    {
        var scratch = count == 0 ? [] : new byte[Math.Min(count, Block)];
        for (; count > 0; count -= scratch.Length)
        {
            stream.ReadExactly(scratch.AsSpan(0, (int)Math.Min(count, scratch.Length)));
        }
    }

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }
}
