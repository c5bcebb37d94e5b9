using Baron.Ops;

namespace Baron.Evaluation;

/// <summary>One ground-truth object.</summary>
/// <param name="Id">The annotation's id; 0 never counts as found, as in the COCO tools.</param>
/// <param name="ImageId">The image.</param>
/// <param name="CategoryId">The category.</param>
/// <param name="X">Left edge in pixels.</param>
/// <param name="Y">Upper edge in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Area">Area in square pixels (of the mask, in COCO's files).</param>
/// <param name="IsCrowd">Whether it is a crowd: matched any number of times and never counted.</param>
/// <param name="Mask">Its mask, for mask evaluation.</param>
/// <param name="Ignore">Whether it is never counted, though matched only once; only LVIS reads this from files.</param>
public readonly record struct CocoGroundTruthAnnotation(
    long Id,
    long ImageId,
    int CategoryId,
    double X,
    double Y,
    double Width,
    double Height,
    double Area,
    bool IsCrowd,
    RunLengthMask? Mask = null,
    bool Ignore = false);
