using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Assigns ground truth to priors.</summary>
[ComponentKind("assigner")]
public interface IAssigner
{
    /// <summary>Assigns each prior a ground-truth box, the background, or nothing.</summary>
    /// <param name="priors"><c>[n, 4]</c>.</param>
    /// <param name="truthBoxes"><c>[k, 4]</c>.</param>
    /// <param name="truthLabels"><c>[k]</c> int64.</param>
    /// <param name="ignoredBoxes"><c>[m, 4]</c> or <c>null</c>.</param>
    AssignResult Assign(Tensor priors, Tensor truthBoxes, Tensor truthLabels, Tensor? ignoredBoxes = null);
}
