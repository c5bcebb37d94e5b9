using System.Text;

namespace Baron.Checkpoints.Pickle;

/// <summary>Python bytes, left where they are in the file.</summary>
internal sealed class PickleBytes(ByteSource source)
{
    /// <summary>The bytes.</summary>
    public ByteSource Source { get; } = source;

    /// <summary>Bytes that were written as text, as Python 2 and protocol 2 do.</summary>
    /// <exception cref="CheckpointFormatException">A character is no byte.</exception>
    public static PickleBytes FromLatin1(string text) => text.AsSpan().IndexOfAnyExceptInRange('\0', '\u00ff') < 0
        ? new(new MemorySource(Encoding.Latin1.GetBytes(text)))
        : throw new CheckpointFormatException("its pickle has bytes written as a text that stands for none");
}
