namespace Baron.Modeling;

/// <summary><c>test_cfg</c> of a two-stage detector.</summary>
/// <param name="Rpn">Proposals while testing.</param>
/// <param name="Rcnn">Test settings of the RoI head.</param>
public sealed record TwoStageTestConfig(ProposalConfig? Rpn = null, RcnnTestConfig? Rcnn = null);
