using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>Region proposals of one image.</summary>
/// <param name="Boxes"><c>[n, 4]</c> float32 in pixels of the network input.</param>
/// <param name="Scores"><c>[n]</c> float32 objectness in 0-1, descending.</param>
public sealed record Proposals(Tensor Boxes, Tensor Scores)
{
    /// <summary>The number of proposals.</summary>
    public int Count => (int)Boxes.shape[0];
}
