using System.Text;

namespace Baron.Checkpoints.Pickle;

/// <summary>Python bytes, left where they are in the file.</summary>
internal sealed class PickleBytes(ByteSource source)
{
    /// <summary>The bytes.</summary>
    public ByteSource Source { get; } = source;

    /// <summary>Bytes that were written as text, as Python 2 and protocol 2 do.</summary>
    public static PickleBytes FromLatin1(string text) => new(new MemorySource(Encoding.Latin1.GetBytes(text)));
}
