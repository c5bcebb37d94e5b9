using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>Which ground-truth box each prior was given to.</summary>
/// <param name="TruthIndices"><c>[n]</c> int64: -1 ignored, 0 background, k the (k-1)-th ground-truth box.</param>
/// <param name="MaxOverlaps"><c>[n]</c> float32: the largest IoU with any ground-truth box.</param>
/// <param name="Labels"><c>[n]</c> int64: class of the assigned box, -1 where there is none.</param>
/// <param name="TruthCount">The number of ground-truth boxes.</param>
public sealed record AssignResult(Tensor TruthIndices, Tensor MaxOverlaps, Tensor Labels, int TruthCount);
