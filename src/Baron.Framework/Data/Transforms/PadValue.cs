using Baron.Registry;

namespace Baron.Data.Transforms;

/// <summary>What a border is filled with.</summary>
/// <param name="Img">Of the picture: one number, or one a channel in file order.</param>
/// <param name="Masks">Of masks; only 0.</param>
/// <param name="Seg">Accepted for compatibility with published configs; semantic maps are not supported.</param>
public sealed record PadValue([SingleOrList] IReadOnlyList<double>? Img = null, int Masks = 0, int Seg = 255);
