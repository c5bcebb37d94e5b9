using Baron.Media;

namespace Baron.Visualization;

/// <summary>A line of a plot.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Points from left to right; one alone is drawn as a dot.</param>
/// <param name="Color">Its colour.</param>
public sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points, RgbColor Color);
