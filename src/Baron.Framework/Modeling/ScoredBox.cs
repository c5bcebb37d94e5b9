namespace Baron.Modeling;

/// <summary>A box with a score, for logic over few boxes that runs on the CPU without tensors.</summary>
/// <param name="X1">Left edge in pixels.</param>
/// <param name="Y1">Upper edge in pixels.</param>
/// <param name="X2">Right edge in pixels.</param>
/// <param name="Y2">Lower edge in pixels.</param>
/// <param name="Score">Objectness in 0-1.</param>
public readonly record struct ScoredBox(float X1, float Y1, float X2, float Y2, float Score);
