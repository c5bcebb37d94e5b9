using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>A classification loss that leaves classes out of the comparison, so that accuracies should too.</summary>
public interface IClassMaskingLoss
{
    /// <summary>The logits with the columns of ignored classes at minus infinity.</summary>
    /// <param name="logits"><c>[n, C + 1]</c>.</param>
    /// <returns><c>[n, C + 1]</c>; the input itself when nothing is ignored.</returns>
    Tensor MaskClasses(Tensor logits);
}
