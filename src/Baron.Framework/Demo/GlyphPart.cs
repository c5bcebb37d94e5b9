namespace Baron.Demo;

/// <summary>A polygon that is added to a glyph or cut out of it.</summary>
/// <param name="Adds">Whether it is added.</param>
/// <param name="Points">x1, y1, x2, y2, ... in about [-1, 1], y down.</param>
internal sealed record GlyphPart(bool Adds, double[] Points);
