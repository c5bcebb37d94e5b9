using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Predicts instance masks of regions.</summary>
[ComponentKind("mask_head")]
public interface IMaskHead : IModelPart
{
    /// <summary>Mask logits.</summary>
    /// <param name="roiFeatures"><c>[R, C, h, w]</c>.</param>
    /// <returns><c>[R, K, H, W]</c>, K = 1 when class-agnostic.</returns>
    Tensor Forward(Tensor roiFeatures);

    /// <summary>Mask loss of the positive regions.</summary>
    /// <param name="maskPreds">As returned by <see cref="Forward"/>.</param>
    /// <param name="samples">One record an image.</param>
    /// <param name="batch">The batch with ground-truth masks.</param>
    /// <param name="config">The training settings.</param>
    LossCollection Loss(Tensor maskPreds, IReadOnlyList<SamplingResult> samples, ModelBatch batch, RcnnTrainConfig config);

    /// <summary>Pastes the masks of one image's detections.</summary>
    /// <param name="maskPreds"><c>[n, K, H, W]</c> logits.</param>
    /// <param name="detections">The detections.</param>
    /// <param name="meta">The image.</param>
    /// <param name="rescale">Whether masks are returned at the original size.</param>
    /// <param name="config">The test settings.</param>
    /// <returns><c>[n, H, W]</c> bool.</returns>
    Tensor Predict(Tensor maskPreds, Detections detections, ImageMeta meta, bool rescale, RcnnTestConfig config);
}
