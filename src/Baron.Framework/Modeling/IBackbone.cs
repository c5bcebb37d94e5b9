using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A feature extractor.</summary>
[ComponentKind("backbone")]
public interface IBackbone : IModelPart
{
    /// <summary>Extracts feature maps.</summary>
    /// <param name="images"><c>[N, 3, H, W]</c> float32.</param>
    /// <returns>One map <c>[N, C_i, H_i, W_i]</c> for each output level.</returns>
    IReadOnlyList<Tensor> Forward(Tensor images);
}
