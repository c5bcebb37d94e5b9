using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A kind of normalisation layer (<c>norm_cfg</c>).</summary>
[ComponentKind("norm")]
public interface INormalization
{
    /// <summary>The name of the layer in state dicts: <c>bn</c> or <c>gn</c>.</summary>
    string Abbreviation { get; }

    /// <summary>Creates a layer.</summary>
    /// <param name="channels">The number of channels.</param>
    nn.Module<Tensor, Tensor> Create(long channels);
}
