namespace Baron.Evaluation;

/// <summary>The ground truth of an LVIS evaluation.</summary>
/// <param name="Objects">Images, categories (with their frequency) and objects.</param>
/// <param name="Labels">What is known of each image beside its objects.</param>
public sealed record LvisGroundTruth(CocoGroundTruth Objects, IReadOnlyDictionary<long, LvisImageLabels> Labels)
{
    /// <summary>The categories of a frequency, ascending.</summary>
    /// <param name="frequency"><c>r</c> (rare), <c>c</c> (common) or <c>f</c> (frequent).</param>
    public IReadOnlyList<int> CategoriesOf(string frequency) =>
        [.. Objects.Categories.Where(c => c.Frequency == frequency).Select(c => c.Id).Order()];

    /// <summary>Reads an annotation file in LVIS's format (v0.5 or v1), also compressed by gzip.</summary>
    /// <param name="path">The file.</param>
    /// <param name="masks">Whether masks are needed.</param>
    /// <exception cref="BaronException">The file is missing, not JSON, not in LVIS's format, or lacks a mask that is needed.</exception>
    public static LvisGroundTruth Load(string path, bool masks = false) => CocoGroundTruthReader.ReadLvis(path, masks);
}
