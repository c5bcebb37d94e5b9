using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace ThirdParty.Troubles;

/// <summary>Cannot be initialised.</summary>
[Component("ThrowsInStatic")]
public sealed class ThrowsInStatic() : nn.Module(nameof(ThrowsInStatic)), IBackbone
{
    private static readonly int Phase;

    static ThrowsInStatic() => Phase = int.Parse("full moon", System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images * Phase];
}
