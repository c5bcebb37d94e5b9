namespace Baron.Modeling;

/// <summary>Training settings of a RoI head (<c>train_cfg.rcnn</c>).</summary>
/// <param name="Assigner">Gives ground truth to proposals.</param>
/// <param name="Sampler">Chooses the regions of the loss.</param>
/// <param name="PosWeight">Weight of positives; 0 or less: 1.</param>
/// <param name="MaskSize">Side of mask targets in cells.</param>
/// <param name="Debug">Accepted for compatibility with published configs; has no effect.</param>
public sealed record RcnnTrainConfig(IAssigner Assigner, ISampler Sampler, double PosWeight = -1, int MaskSize = 28, bool Debug = false);
