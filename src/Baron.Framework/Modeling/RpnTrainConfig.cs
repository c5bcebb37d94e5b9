namespace Baron.Modeling;

/// <summary>Training settings of an RPN head (<c>train_cfg.rpn</c>).</summary>
/// <param name="Assigner">Gives ground truth to anchors.</param>
/// <param name="Sampler">Chooses the anchors of the loss.</param>
/// <param name="AllowedBorder">Anchors that reach farther than this over the image (pixels) are not used; -1: all are.</param>
/// <param name="PosWeight">Weight of positives; 0 or less: 1.</param>
/// <param name="Debug">Accepted for compatibility with published configs; has no effect.</param>
public sealed record RpnTrainConfig(IAssigner Assigner, ISampler Sampler, double AllowedBorder = -1, double PosWeight = -1, bool Debug = false);
