namespace Baron.Data;

/// <summary>Which images a dataset leaves out when training.</summary>
/// <param name="FilterEmptyGt">Whether images without an annotation of the dataset's classes are left out.</param>
/// <param name="MinSize">Images whose shorter side is less than this are left out, in pixels.</param>
/// <param name="BboxMinSize">Boxes with a shorter side than this become ignored ones, in pixels; datasets of Pascal VOC only.</param>
public sealed record FilterConfig(bool FilterEmptyGt = false, int MinSize = 0, int? BboxMinSize = null);
