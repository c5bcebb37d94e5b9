namespace Baron.Evaluation;

/// <summary>What is known of an LVIS image beside its objects: LVIS looks for each category in some images only.</summary>
/// <param name="Negative">Categories of which the image has verifiably no object.</param>
/// <param name="NotExhaustive">Categories of which the image may have more objects than are annotated.</param>
public sealed record LvisImageLabels(IReadOnlyList<int> Negative, IReadOnlyList<int> NotExhaustive);
