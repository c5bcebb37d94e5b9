namespace Baron.Data.Coco;

/// <summary>What <see cref="AnnotationSplitter"/> did.</summary>
/// <param name="Kept">Annotations written.</param>
/// <param name="Removed">Annotations left out.</param>
/// <param name="Categories">The categories whose annotations were kept.</param>
public sealed record SplitResult(int Kept, int Removed, IReadOnlyList<CocoCategory> Categories);
