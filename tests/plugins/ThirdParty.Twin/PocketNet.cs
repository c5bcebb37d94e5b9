using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Twin;

/// <summary>Another backbone under the name of ThirdParty.Backbone's.</summary>
[Component("PocketNet")]
public sealed class PocketNet() : nn.Module(nameof(PocketNet)), IBackbone
{
    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images];
}
