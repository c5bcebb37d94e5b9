using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>A batch ready for the network, on its device.</summary>
/// <param name="Images"><c>[N, 3, H, W]</c> float32, normalised and padded.</param>
/// <param name="Metas">One record an image; <see cref="ImageMeta.BatchInputShape"/> is set.</param>
/// <param name="Truths">One record an image.</param>
public sealed record ModelBatch(Tensor Images, IReadOnlyList<ImageMeta> Metas, IReadOnlyList<GroundTruth> Truths)
{
    /// <summary>The number of images.</summary>
    public int Count => Metas.Count;
}
