using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A region proposal network.</summary>
[ComponentKind("rpn_head")]
public interface IRpnHead : IModelPart
{
    /// <summary>Gives the head the detector's <c>train_cfg.rpn</c> and <c>test_cfg.rpn</c>; called once, before anything else.</summary>
    /// <param name="train">Training settings, <c>null</c> in a detector that is only tested.</param>
    /// <param name="trainProposals"><c>train_cfg.rpn_proposal</c>: proposals while training.</param>
    /// <param name="testProposals"><c>test_cfg.rpn</c>: proposals while testing.</param>
    void Configure(RpnTrainConfig? train, ProposalConfig? trainProposals, ProposalConfig? testProposals);

    /// <summary>Losses and, without gradient, the proposals of a training batch.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="batch">The batch; labels are ignored (class-agnostic).</param>
    (LossCollection Losses, IReadOnlyList<Proposals> Proposals) LossAndPredict(IReadOnlyList<Tensor> features, ModelBatch batch);

    /// <summary>Proposals, without losses.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="metas">One record an image.</param>
    /// <param name="training">Whether the training settings (<c>rpn_proposal</c>) apply, or those for testing.</param>
    IReadOnlyList<Proposals> Predict(IReadOnlyList<Tensor> features, IReadOnlyList<ImageMeta> metas, bool training);
}
