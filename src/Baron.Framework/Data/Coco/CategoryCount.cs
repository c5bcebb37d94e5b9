namespace Baron.Data.Coco;

/// <summary>How often a category occurs in an annotation file.</summary>
/// <param name="Category">The category.</param>
/// <param name="Images">Images with at least one box of it.</param>
/// <param name="Instances">Its boxes.</param>
public sealed record CategoryCount(CocoCategory Category, int Images, int Instances);
