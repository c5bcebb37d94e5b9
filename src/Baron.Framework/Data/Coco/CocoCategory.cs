namespace Baron.Data.Coco;

/// <summary>A category record of an annotation file.</summary>
/// <param name="Id">The id in the file.</param>
/// <param name="Name">The class name.</param>
/// <param name="Split"><c>base</c> or <c>novel</c> where the file says so.</param>
/// <param name="Frequency"><c>r</c>, <c>c</c> or <c>f</c> in LVIS files.</param>
/// <param name="ImageCount">Images with the category, in LVIS files.</param>
public sealed record CocoCategory(int Id, string Name, string? Split = null, string? Frequency = null, long? ImageCount = null);
