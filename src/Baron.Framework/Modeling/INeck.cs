using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Fuses the levels of a backbone.</summary>
[ComponentKind("neck")]
public interface INeck : IModelPart
{
    /// <summary>Fuses feature maps.</summary>
    /// <param name="features">The backbone's maps.</param>
    /// <returns>One map <c>[N, C, H_i, W_i]</c> for each output level.</returns>
    IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> features);
}
