using Baron.Ops;

namespace Baron.Evaluation;

/// <summary>One detection in COCO's result format.</summary>
/// <param name="ImageId">The image.</param>
/// <param name="CategoryId">The category.</param>
/// <param name="X">Left edge in pixels.</param>
/// <param name="Y">Upper edge in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Score">Confidence; only the order matters.</param>
/// <param name="Area">Area in square pixels that decides to which sizes an unmatched detection counts.</param>
/// <param name="Mask">Its mask, for mask evaluation.</param>
public readonly record struct CocoDetection(
    long ImageId,
    int CategoryId,
    double X,
    double Y,
    double Width,
    double Height,
    double Score,
    double Area,
    RunLengthMask? Mask = null);
