using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Chooses the priors that enter the losses.</summary>
[ComponentKind("sampler")]
public interface ISampler
{
    /// <summary>Chooses positives and negatives of one image.</summary>
    /// <param name="assignment">The assignment of the priors.</param>
    /// <param name="priors"><c>[n, 4]</c>.</param>
    /// <param name="truthBoxes"><c>[k, 4]</c>.</param>
    /// <param name="truthLabels"><c>[k]</c> int64.</param>
    SamplingResult Sample(AssignResult assignment, Tensor priors, Tensor truthBoxes, Tensor truthLabels);
}
