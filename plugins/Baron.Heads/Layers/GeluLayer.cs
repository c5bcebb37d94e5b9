using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>The Gaussian error linear unit (Hendrycks and Gimpel, 2016).</summary>
[Component("GELU")]
public sealed class GeluLayer() : nn.Module<Tensor, Tensor>(nameof(GeluLayer)), ILayer
{
    /// <summary>Applies the layer.</summary>
    /// <param name="input">Any shape.</param>
    /// <returns>The input's shape.</returns>
    public override Tensor forward(Tensor input) => nn.functional.gelu(input);
}
