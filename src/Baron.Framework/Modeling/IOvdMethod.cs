using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>An open-vocabulary supervision such as BARON's knowledge distillation or captions.</summary>
[ComponentKind("ovd_method")]
public interface IOvdMethod : IModelPart
{
    /// <summary>Chooses the boxes this method wants features of.</summary>
    /// <param name="proposals">Proposals of one image.</param>
    /// <param name="truth">Its ground truth.</param>
    /// <param name="meta">The image.</param>
    OvdSample Sample(Proposals proposals, GroundTruth truth, ImageMeta meta);

    /// <summary>The method's losses.</summary>
    /// <param name="pseudoWords"><c>[R, W, D]</c> of all boxes of all images, in the order of <paramref name="samples"/>.</param>
    /// <param name="samples">One record an image, as <see cref="Sample"/> returned them.</param>
    /// <param name="batch">The branch.</param>
    /// <param name="model">The frozen vision-language model.</param>
    LossCollection Loss(Tensor pseudoWords, IReadOnlyList<OvdSample> samples, ModelBatch batch, IVisionLanguageModel model);
}
