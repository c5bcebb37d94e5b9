using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Troubles;

/// <summary>Cannot be built.</summary>
[Component("AbstractBackbone")]
public abstract class AbstractBackbone : IBackbone
{
    /// <inheritdoc/>
    public abstract IReadOnlyList<Tensor> Forward(Tensor images);
}
