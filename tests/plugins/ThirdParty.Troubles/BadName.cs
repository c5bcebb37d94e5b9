using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Troubles;

/// <summary>Has a name that configs could not tell from Plugin/Name.</summary>
[Component("Bad/Name")]
public sealed class BadName() : nn.Module(nameof(BadName)), IBackbone
{
    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images];
}
