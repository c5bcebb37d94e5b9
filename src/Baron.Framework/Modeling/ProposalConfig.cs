namespace Baron.Modeling;

/// <summary>How an RPN head turns scores into proposals (<c>rpn_proposal</c>, <c>test_cfg.rpn</c>).</summary>
/// <param name="NmsPre">Best-scored anchors kept in each level before NMS; -1 or 0: all.</param>
/// <param name="MaxPerImg">Proposals kept in an image.</param>
/// <param name="Nms">Suppression settings.</param>
/// <param name="MinBboxSize">Boxes not wider and higher than this (pixels) are dropped; negative: none.</param>
/// <param name="ScoreThr">Proposals must score above this; 0 or less: all.</param>
public sealed record ProposalConfig(int NmsPre, int MaxPerImg, NmsConfig Nms, double MinBboxSize = -1, double ScoreThr = 0);
