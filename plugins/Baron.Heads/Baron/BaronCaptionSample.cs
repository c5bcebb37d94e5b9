using Baron.Modeling;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>The bag of regions of an image with captions.</summary>
/// <param name="Boxes"><c>[n, 4]</c>, the bag's boxes in pixels of the network input.</param>
/// <param name="NormedBoxes">x1, y1, x2, y2 of each relative to the bag, 0-1.</param>
/// <param name="Orders">The orders in which the boxes become sentences, each a list of rows of <paramref name="Boxes"/>.</param>
/// <param name="ImageId">The image.</param>
public sealed record BaronCaptionSample(Tensor Boxes, float[] NormedBoxes, IReadOnlyList<int[]> Orders, long ImageId) : OvdSample(Boxes);
