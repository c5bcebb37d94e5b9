using System.IO.Compression;

namespace Baron.Checkpoints;

/// <summary>A deflated record of a zip archive.</summary>
internal sealed class InflatedSource(string name, ByteSource packed, long length) : StreamedSource(packed, length)
{
    /// <inheritdoc/>
    protected override Stream Start(Stream source) => new DeflateStream(source, CompressionMode.Decompress);

    /// <inheritdoc/>
    protected override CheckpointFormatException Longer() => new($"its record '{name}' is longer than it declares");

    /// <inheritdoc/>
    protected override CheckpointFormatException Damaged(Exception cause) => new($"its record '{name}' is damaged", cause);
}
