using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A loss between predictions and targets; classification losses take integer labels, regression losses take boxes.</summary>
[ComponentKind("loss")]
public interface ILoss : IModelPart
{
    /// <summary>Computes the loss.</summary>
    /// <param name="prediction"><c>[n, K]</c> (or <c>[n]</c>) predictions.</param>
    /// <param name="target">Labels <c>[n]</c> int64, or targets of the prediction's shape.</param>
    /// <param name="weight">Weights <c>[n]</c> or of the prediction's shape, or <c>null</c>.</param>
    /// <param name="avgFactor">What the sum is divided by; <c>null</c>: the mean.</param>
    /// <returns>A scalar.</returns>
    Tensor Forward(Tensor prediction, Tensor target, Tensor? weight = null, double? avgFactor = null);

    /// <summary>Whether the loss is a sigmoid one, so that scores are per class instead of a softmax with background.</summary>
    bool UseSigmoid => false;
}
