using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Troubles;

/// <summary>Cannot be constructed.</summary>
[Component("ThrowsInConstructor")]
public sealed class ThrowsInConstructor : nn.Module, IBackbone
{
    /// <summary>Throws.</summary>
    public ThrowsInConstructor()
        : base(nameof(ThrowsInConstructor)) => throw new InvalidOperationException("The moon is in the wrong phase.");

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images];
}
