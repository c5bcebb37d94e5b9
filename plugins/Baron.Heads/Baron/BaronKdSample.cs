using Baron.Modeling;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>The bags of regions of one image.</summary>
/// <param name="Boxes"><c>[n, 4]</c>, the bags' boxes in pixels of the network input.</param>
/// <param name="Bags">How they belong together.</param>
/// <param name="ImageId">The image.</param>
public sealed record BaronKdSample(Tensor Boxes, BagSample Bags, long ImageId) : OvdSample(Boxes);
