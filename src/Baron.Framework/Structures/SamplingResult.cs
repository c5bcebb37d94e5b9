using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>The priors of one image that a sampler chose for the losses.</summary>
/// <param name="PositiveIndices"><c>[p]</c> int64 indices into the priors (ground truth first when it was added).</param>
/// <param name="NegativeIndices"><c>[q]</c> int64.</param>
/// <param name="PositiveBoxes"><c>[p, 4]</c> float32.</param>
/// <param name="NegativeBoxes"><c>[q, 4]</c> float32.</param>
/// <param name="PositiveTruthIndices"><c>[p]</c> int64, 0-based index of the assigned ground-truth box.</param>
/// <param name="PositiveTruthBoxes"><c>[p, 4]</c> float32.</param>
/// <param name="PositiveTruthLabels"><c>[p]</c> int64.</param>
/// <param name="PositiveIsTruth"><c>[p]</c> uint8: 1 where the sampled box is an added ground-truth box.</param>
public sealed record SamplingResult(
    Tensor PositiveIndices,
    Tensor NegativeIndices,
    Tensor PositiveBoxes,
    Tensor NegativeBoxes,
    Tensor PositiveTruthIndices,
    Tensor PositiveTruthBoxes,
    Tensor PositiveTruthLabels,
    Tensor PositiveIsTruth)
{
    /// <summary>The number of positives.</summary>
    public int PositiveCount => (int)PositiveIndices.shape[0];

    /// <summary>The number of negatives.</summary>
    public int NegativeCount => (int)NegativeIndices.shape[0];

    /// <summary>All sampled boxes <c>[p + q, 4]</c>, positives first.</summary>
    public Tensor Boxes => cat([PositiveBoxes, NegativeBoxes], 0);
}
