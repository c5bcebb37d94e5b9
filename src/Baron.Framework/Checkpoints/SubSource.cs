namespace Baron.Checkpoints;

/// <summary>A part of another source.</summary>
internal sealed class SubSource : ByteSource
{
    private readonly ByteSource _source;
    private readonly long _offset;

    /// <summary>Creates a view of <paramref name="length"/> bytes from <paramref name="offset"/>.</summary>
    public SubSource(ByteSource source, long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > source.Length - length)
        {
            throw new CheckpointFormatException($"it ends too early: {length} bytes at offset {offset} are needed and there are {source.Length} (is the file truncated?)");
        }

        (_source, _offset, Length) = (source, offset, length);
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override string? Path => _source.Path;

    /// <inheritdoc/>
    public override bool InPlace => _source.InPlace;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Slice(long offset, int length)
    {
        Check(offset, length);
        return _source.Slice(_offset + offset, length);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Map(long offset, int length)
    {
        Check(offset, length);
        return _source.Map(_offset + offset, length);
    }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        _source.Read(_offset + offset, destination);
    }
}
