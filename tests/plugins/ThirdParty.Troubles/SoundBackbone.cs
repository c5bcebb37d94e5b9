using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Troubles;

/// <summary>Nothing is wrong with this one.</summary>
[Component("SoundBackbone")]
public sealed class SoundBackbone() : nn.Module(nameof(SoundBackbone)), IBackbone
{
    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images];
}
