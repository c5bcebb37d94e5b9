using Baron.Media;
using Baron.Structures;

namespace Baron.Visualization;

/// <summary>A box to draw.</summary>
/// <param name="Box">In pixels of the picture.</param>
/// <param name="Text">What its label says; empty for none.</param>
/// <param name="Color">Its colour.</param>
public sealed record DrawnBox(PixelBox Box, string Text, RgbColor Color)
{
    /// <summary>The instance's mask <c>[height, width]</c> of the picture, not zero inside; or <c>null</c>.</summary>
    public byte[]? Mask { get; init; }

    /// <summary>Whether the outline is thin, as for ground truth under detections.</summary>
    public bool IsThin { get; init; }
}
