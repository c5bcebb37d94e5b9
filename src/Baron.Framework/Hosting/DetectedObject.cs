using Baron.Structures;

namespace Baron.Hosting;

/// <summary>One object that a <see cref="Detector"/> found.</summary>
/// <param name="ClassName">What it is.</param>
/// <param name="Label">The class's number in <see cref="Detector.ClassNames"/>.</param>
/// <param name="Score">How sure the detector is, 0-1.</param>
/// <param name="Box">Where it is, in pixels of the picture.</param>
public sealed record DetectedObject(string ClassName, int Label, double Score, PixelBox Box);
