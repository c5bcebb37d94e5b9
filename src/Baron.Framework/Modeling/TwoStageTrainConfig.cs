namespace Baron.Modeling;

/// <summary><c>train_cfg</c> of a two-stage detector.</summary>
/// <param name="Rpn">Training settings of the RPN head.</param>
/// <param name="RpnProposal">Proposals while training.</param>
/// <param name="Rcnn">Training settings of the RoI head.</param>
public sealed record TwoStageTrainConfig(RpnTrainConfig? Rpn = null, ProposalConfig? RpnProposal = null, RcnnTrainConfig? Rcnn = null);
