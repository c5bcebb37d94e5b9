using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Classifies regions and refines their boxes.</summary>
[ComponentKind("bbox_head")]
public interface IBBoxHead : IModelPart
{
    /// <summary>The number of foreground classes.</summary>
    int NumClasses { get; }

    /// <summary>Class scores and box deltas.</summary>
    /// <param name="roiFeatures"><c>[R, C, h, w]</c>.</param>
    /// <returns>Scores <c>[R, C + 1]</c> before softmax, deltas <c>[R, 4]</c> or <c>[R, 4 C]</c>.</returns>
    (Tensor ClsScore, Tensor BBoxPred) Forward(Tensor roiFeatures);

    /// <summary>Losses of sampled regions.</summary>
    /// <param name="clsScore">As returned by <see cref="Forward"/>.</param>
    /// <param name="bboxPred">As returned by <see cref="Forward"/>.</param>
    /// <param name="rois"><c>[R, 5]</c>.</param>
    /// <param name="samples">One record an image, in the order of the regions.</param>
    /// <param name="config">The training settings.</param>
    LossCollection Loss(Tensor clsScore, Tensor bboxPred, Tensor rois, IReadOnlyList<SamplingResult> samples, RcnnTrainConfig config);

    /// <summary>Final boxes of one image after score threshold and NMS.</summary>
    /// <param name="roi"><c>[R, 5]</c>.</param>
    /// <param name="clsScore"><c>[R, C + 1]</c>.</param>
    /// <param name="bboxPred"><c>[R, 4]</c> or <c>[R, 4 C]</c>.</param>
    /// <param name="meta">The image.</param>
    /// <param name="rescale">Whether boxes are returned in pixels of the original image.</param>
    /// <param name="config">The test settings, or <c>null</c> for raw boxes and scores without NMS.</param>
    Detections Predict(Tensor roi, Tensor clsScore, Tensor bboxPred, ImageMeta meta, bool rescale, RcnnTestConfig? config);
}
