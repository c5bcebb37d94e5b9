using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Pools the features of regions.</summary>
[ComponentKind("roi_extractor")]
public interface IRoiExtractor : IModelPart
{
    /// <summary>Pools regions from the levels their sizes belong to.</summary>
    /// <param name="features">The maps; only the first <see cref="InputCount"/> are read.</param>
    /// <param name="rois"><c>[R, 5]</c> float32: image index, x1, y1, x2, y2.</param>
    /// <returns><c>[R, C, h, w]</c>.</returns>
    Tensor Forward(IReadOnlyList<Tensor> features, Tensor rois);

    /// <summary>The number of levels used.</summary>
    int InputCount { get; }
}
