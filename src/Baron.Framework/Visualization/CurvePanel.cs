namespace Baron.Visualization;

/// <summary>Curves that share a scale.</summary>
/// <param name="Title">What stands above them.</param>
/// <param name="Curves">At least one.</param>
public sealed record CurvePanel(string Title, IReadOnlyList<Curve> Curves);
