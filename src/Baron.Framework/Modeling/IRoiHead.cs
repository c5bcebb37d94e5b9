using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Classifies and refines proposals.</summary>
[ComponentKind("roi_head")]
public interface IRoiHead : IModelPart
{
    /// <summary>Gives the head the detector's <c>train_cfg.rcnn</c> and <c>test_cfg.rcnn</c>; called once, before anything else.</summary>
    /// <param name="train">Training settings, <c>null</c> in a detector that is only tested.</param>
    /// <param name="test">Test settings.</param>
    void Configure(RcnnTrainConfig? train, RcnnTestConfig? test);

    /// <summary>Losses of a training batch.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="proposals">One record an image.</param>
    /// <param name="batch">The batch.</param>
    LossCollection Loss(IReadOnlyList<Tensor> features, IReadOnlyList<Proposals> proposals, ModelBatch batch);

    /// <summary>Detections.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="proposals">One record an image.</param>
    /// <param name="metas">One record an image.</param>
    /// <param name="rescale">Whether boxes are returned in pixels of the original images.</param>
    IReadOnlyList<Detections> Predict(IReadOnlyList<Tensor> features, IReadOnlyList<Proposals> proposals, IReadOnlyList<ImageMeta> metas, bool rescale);
}
