namespace Baron.Data.Coco;

/// <summary>An annotation record of an annotation file.</summary>
internal readonly record struct CocoAnnotation(
    long Id,
    int Image,
    int CategoryId,
    double X,
    double Y,
    double Width,
    double Height,
    double Area,
    bool IsCrowd,
    bool Ignore,
    long MaskOffset,
    int MaskLength);
