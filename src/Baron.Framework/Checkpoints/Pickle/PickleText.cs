using System.Text;

namespace Baron.Checkpoints.Pickle;

/// <summary>A long text, left where it is in the file.</summary>
/// <param name="source">The text's bytes.</param>
/// <param name="isLatin1">Whether a byte is a character (Python 2's strings), or the text is UTF-8.</param>
internal sealed class PickleText(ByteSource source, bool isLatin1)
{
    /// <summary>From this length in bytes texts are left in the file.</summary>
    public const int LeastLength = 1 << 16;

    private PickleBytes? _bytes;

    /// <summary>The number of bytes.</summary>
    public long Length => source.Length;

    /// <summary>The bytes whose values are the text's characters.</summary>
    public PickleBytes Latin1Bytes => _bytes ??= new PickleBytes(isLatin1 ? source : new Latin1Source(source));

    /// <summary>The text.</summary>
    public override string ToString() => (isLatin1 ? Encoding.Latin1 : Encoding.UTF8).GetString(source.Slice(0, checked((int)source.Length)));
}
