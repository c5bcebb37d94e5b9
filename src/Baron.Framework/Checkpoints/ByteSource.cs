namespace Baron.Checkpoints;

/// <summary>A range of bytes that tensors are read from: part of a file, or memory.</summary>
internal abstract class ByteSource
{
    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>The file that the bytes come from, where it is known.</summary>
    public virtual string? Path => null;

    /// <summary>Whether <see cref="Slice"/> and <see cref="Map"/> compute nothing, so that bytes may be asked for in any order.</summary>
    public virtual bool InPlace => true;

    /// <summary>A view of some bytes, valid while the checkpoint is open.</summary>
    /// <exception cref="CheckpointFormatException">The range lies outside.</exception>
    public abstract ReadOnlySpan<byte> Slice(long offset, int length);

    /// <summary>A view of some bytes like <see cref="Slice"/>, for many short ones in any order.</summary>
    /// <exception cref="CheckpointFormatException">The range lies outside.</exception>
    public virtual ReadOnlySpan<byte> Map(long offset, int length) => Slice(offset, length);

    /// <summary>Copies bytes; a file reads them straight to where they are wanted, so that they do not count twice in memory.</summary>
    /// <exception cref="CheckpointFormatException">The range lies outside.</exception>
    public virtual void Read(long offset, Span<byte> destination) => Slice(offset, destination.Length).CopyTo(destination);

    /// <summary>Fails when a range lies outside of 0 .. <see cref="Length"/>.</summary>
    protected void Check(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw new CheckpointFormatException($"it ends too early: {length} bytes at offset {offset} are needed and there are {Length} (is the file truncated?)");
        }
    }
}
