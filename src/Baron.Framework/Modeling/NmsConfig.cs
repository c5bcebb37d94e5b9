namespace Baron.Modeling;

/// <summary>Non-maximum suppression settings.</summary>
/// <param name="Type">Only <c>nms</c>: greedy suppression by IoU.</param>
/// <param name="IouThreshold">Boxes that overlap a better one by more than this are dropped.</param>
/// <param name="ClassAgnostic">Whether boxes of different classes suppress each other.</param>
/// <param name="SplitThr">Above this many boxes, classes are suppressed one after the other, as the reference does.</param>
/// <param name="MaxNum">At most this many boxes are kept; -1: all.</param>
public sealed record NmsConfig(string Type = "nms", double IouThreshold = 0.5, bool ClassAgnostic = false, int SplitThr = 10000, int MaxNum = -1);
