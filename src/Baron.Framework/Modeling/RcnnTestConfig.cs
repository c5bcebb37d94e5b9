namespace Baron.Modeling;

/// <summary>Test settings of a RoI head (<c>test_cfg.rcnn</c>).</summary>
/// <param name="ScoreThr">Detections must score above this.</param>
/// <param name="Nms">Suppression settings.</param>
/// <param name="MaxPerImg">Detections kept in an image; -1: all.</param>
/// <param name="MaskThrBinary">Threshold of mask probabilities; negative: soft masks.</param>
public sealed record RcnnTestConfig(double ScoreThr, NmsConfig Nms, int MaxPerImg = 100, double MaskThrBinary = 0.5);
