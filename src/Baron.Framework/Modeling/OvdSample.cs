using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>The boxes an open-vocabulary method chose in one image; methods derive to keep what they need for the loss.</summary>
/// <param name="Boxes"><c>[n, 4]</c> float32 in pixels of the network input.</param>
public record OvdSample(Tensor Boxes);
