using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Troubles;

/// <summary>Does not say which kind it is.</summary>
[Component("TwoKinds")]
public sealed class TwoKinds() : nn.Module(nameof(TwoKinds)), IBackbone, INeck
{
    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images];

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> features) => features;
}
