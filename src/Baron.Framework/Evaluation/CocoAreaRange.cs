namespace Baron.Evaluation;

/// <summary>A range of object sizes.</summary>
/// <param name="Name"><c>all</c>, <c>small</c>, <c>medium</c> or <c>large</c>.</param>
/// <param name="Min">The smallest area in square pixels, inclusive.</param>
/// <param name="Max">The largest area in square pixels, inclusive.</param>
public sealed record CocoAreaRange(string Name, double Min, double Max);
