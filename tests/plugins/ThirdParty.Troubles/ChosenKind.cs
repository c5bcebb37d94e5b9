using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Troubles;

/// <summary>Says which of its two kinds it is.</summary>
[Component("ChosenKind", Kind = "neck")]
public sealed class ChosenKind() : nn.Module(nameof(ChosenKind)), IBackbone, INeck
{
    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images];

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> features) => features;
}
