using Baron.Media;

namespace Baron.Demo;

/// <summary>A colour with the word for it.</summary>
/// <param name="Name">The word.</param>
/// <param name="Value">The colour before jitter.</param>
public sealed record WorldColor(string Name, RgbColor Value);
