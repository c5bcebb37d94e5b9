using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Negative numbers to zero.</summary>
/// <param name="inplace">Whether the input itself is changed, which saves memory.</param>
[Component("ReLU")]
public sealed class ReluLayer(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(ReluLayer)), ILayer
{
    /// <summary>Applies the layer.</summary>
    /// <param name="input">Any shape.</param>
    /// <returns>The input's shape.</returns>
    public override Tensor forward(Tensor input) => inplace ? input.relu_() : input.relu();
}
