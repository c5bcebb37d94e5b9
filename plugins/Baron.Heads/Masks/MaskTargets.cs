using Baron.Modeling;
using Baron.Ops;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>What the masks of positive regions should be.</summary>
public static class MaskTargets
{
    /// <summary>Crops the ground-truth masks of the positives to their boxes by RoIAlign and thresholds at one half.</summary>
    /// <param name="samples">One record an image.</param>
    /// <param name="batch">The batch with ground-truth masks.</param>
    /// <param name="size">Side of the square targets in cells.</param>
    /// <returns><c>[p, size, size]</c> float32, 0 or 1, in the order of the positives.</returns>
    /// <exception cref="BaronException">An image has boxes but no masks.</exception>
    public static Tensor Of(IReadOnlyList<SamplingResult> samples, ModelBatch batch, int size)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var targets = new List<Tensor>(samples.Count);
        for (var i = 0; i < samples.Count; i++)
        {
            var sample = samples[i];
            if (sample.PositiveCount == 0)
            {
                continue;
            }

            var masks = batch.Truths[i].Masks
                ?? throw new BaronException($"The image {batch.Metas[i].Path} has boxes but no masks; a mask head needs annotations with segmentation (with_mask in the pipeline).");
            targets.Add(Crop(masks, sample.PositiveBoxes, sample.PositiveTruthIndices, size));
        }

        var device = samples[0].PositiveBoxes.device;
        return (targets.Count == 0 ? zeros([0, size, size], ScalarType.Float32, device) : cat(targets.ToArray(), 0)).MoveToOuterDisposeScope();
    }

    /// <summary>Crops masks to boxes.</summary>
    /// <param name="masks"><c>[n, h, w]</c>, 0 or 1.</param>
    /// <param name="boxes"><c>[p, 4]</c> in pixels of the masks.</param>
    /// <param name="assigned"><c>[p]</c> int64: the mask of each box.</param>
    /// <param name="size">Side of the result in cells.</param>
    /// <returns><c>[p, size, size]</c> float32, 0 or 1.</returns>
    public static Tensor Crop(Tensor masks, Tensor boxes, Tensor assigned, int size)
    {
        using var scope = NewDisposeScope();
        var canvas = new ImageSize((int)masks.shape[1], (int)masks.shape[2]);

        // The mask's number stands in for the image index, so that no mask is copied for each of its regions.
        var rois = cat([assigned.to(ScalarType.Float32).unsqueeze(1), BoxMath.Clip(boxes, canvas)], 1);
        var pooled = RoiAlign.Apply(masks.to(ScalarType.Float32).unsqueeze(1), rois, new ImageSize(size, size), 1, 0, true);
        return pooled.squeeze(1).ge(0.5).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
