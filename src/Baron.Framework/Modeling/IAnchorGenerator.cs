using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Lays prior boxes over feature maps.</summary>
[ComponentKind("anchor_generator")]
public interface IAnchorGenerator
{
    /// <summary>Strides of the levels as (width, height) in pixels.</summary>
    IReadOnlyList<(int Width, int Height)> Strides { get; }

    /// <summary>Anchors per cell, by level.</summary>
    IReadOnlyList<int> NumBasePriors { get; }

    /// <summary>All anchors of each level, rows, then columns, then the per-cell list.</summary>
    /// <param name="featureSizes">The maps' sizes.</param>
    /// <param name="device">Where the result lives.</param>
    /// <returns><c>[H_i W_i A_i, 4]</c> by level; valid until the next call with other sizes, so do not dispose.</returns>
    IReadOnlyList<Tensor> GridPriors(IReadOnlyList<ImageSize> featureSizes, Device device);

    /// <summary>Which anchors have their cell inside the unpadded image.</summary>
    /// <param name="featureSizes">The maps' sizes.</param>
    /// <param name="validShape">The image without padding.</param>
    /// <param name="device">Where the result lives.</param>
    /// <returns><c>[H_i W_i A_i]</c> bool by level.</returns>
    IReadOnlyList<Tensor> ValidFlags(IReadOnlyList<ImageSize> featureSizes, ImageSize validShape, Device device);
}
