using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Encodes boxes relative to priors.</summary>
[ComponentKind("bbox_coder")]
public interface IBBoxCoder
{
    /// <summary>Deltas that turn priors into boxes.</summary>
    /// <param name="priors"><c>[n, 4]</c>.</param>
    /// <param name="boxes"><c>[n, 4]</c>.</param>
    /// <returns><c>[n, 4]</c>.</returns>
    Tensor Encode(Tensor priors, Tensor boxes);

    /// <summary>Boxes from priors and deltas.</summary>
    /// <param name="priors"><c>[n, 4]</c>.</param>
    /// <param name="deltas"><c>[n, 4]</c> or <c>[n, 4 C]</c>.</param>
    /// <param name="maxShape">Boxes are clipped to this size, or <c>null</c>.</param>
    /// <returns>The shape of <paramref name="deltas"/>.</returns>
    Tensor Decode(Tensor priors, Tensor deltas, ImageSize? maxShape = null);
}
