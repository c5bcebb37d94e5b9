namespace Baron.Data;

/// <summary>What a config says about a dataset's classes.</summary>
/// <param name="Classes">Class names; label i is the i-th. Annotations of other classes are left out. Default: all of the file, in its order.</param>
/// <param name="Palette">Colours <c>[r, g, b]</c> by label for pictures.</param>
public sealed record DatasetMetainfo(IReadOnlyList<string>? Classes = null, IReadOnlyList<IReadOnlyList<int>>? Palette = null);
