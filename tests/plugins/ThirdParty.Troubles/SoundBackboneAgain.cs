using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Troubles;

/// <summary>Has the name of another class of the same plugin.</summary>
[Component("SoundBackbone")]
public sealed class SoundBackboneAgain() : nn.Module(nameof(SoundBackboneAgain)), IBackbone
{
    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images];
}
