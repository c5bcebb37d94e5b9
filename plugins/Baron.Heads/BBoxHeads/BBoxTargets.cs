using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>What the sampled regions of a batch should be classified and regressed to; n regions, p of them positive.</summary>
/// <param name="Labels"><c>[n]</c> int64: the class, or the number of classes for background.</param>
/// <param name="LabelWeights"><c>[n]</c> float32.</param>
/// <param name="BoxTargets"><c>[n, 4]</c> float32: deltas (or boxes), zero for negatives.</param>
/// <param name="BoxWeights"><c>[n, 4]</c> float32: 1 for positives, else 0.</param>
/// <param name="PositiveRows"><c>[p]</c> int64: rows of the positives.</param>
/// <param name="PositiveLabels"><c>[p]</c> int64.</param>
/// <param name="PositiveTargets"><c>[p, 4]</c> float32: the rows of <paramref name="BoxTargets"/> that are positive.</param>
/// <param name="Weighted">The number of regions whose label weight is above zero; known without asking the device.</param>
public sealed record BBoxTargets(
    Tensor Labels,
    Tensor LabelWeights,
    Tensor BoxTargets,
    Tensor BoxWeights,
    Tensor PositiveRows,
    Tensor PositiveLabels,
    Tensor PositiveTargets,
    int Weighted)
{
    /// <summary>The number of regions.</summary>
    public int Count => (int)Labels.shape[0];

    /// <summary>The number of positives.</summary>
    public int PositiveCount => (int)PositiveRows.shape[0];
}
