using Acme;
using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Troubles;

/// <summary>Its base class is in a library that is not there.</summary>
[Component("NeedsGone")]
public sealed class NeedsGone : Gone, IBackbone
{
    /// <inheritdoc/>
    public override string Name => nameof(NeedsGone);

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images];
}
