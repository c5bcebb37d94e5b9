using System.Globalization;

namespace Baron.Data.Coco;

/// <summary>
/// Which categories are base (with boxes in training) and which novel: by the <c>split</c> field of the annotation file, by the
/// names of OV-COCO (48 base, 17 novel of COCO's 80; Bansal et al., ECCV 2018), or by the frequencies of OV-LVIS (rare ones are novel).
/// </summary>
public static class OpenVocabularySplit
{
    /// <summary>OV-COCO's base classes.</summary>
    public static IReadOnlyList<string> OvCocoBase { get; } =
    [
        "person", "bicycle", "car", "motorcycle", "train", "truck", "boat", "bench", "bird", "horse", "sheep", "bear", "zebra", "giraffe",
        "backpack", "handbag", "suitcase", "frisbee", "skis", "kite", "surfboard", "bottle", "fork", "spoon", "bowl", "banana", "apple",
        "sandwich", "orange", "broccoli", "carrot", "pizza", "donut", "chair", "bed", "toilet", "tv", "laptop", "mouse", "remote", "microwave",
        "oven", "toaster", "refrigerator", "book", "clock", "vase", "toothbrush",
    ];

    /// <summary>OV-COCO's novel classes.</summary>
    public static IReadOnlyList<string> OvCocoNovel { get; } =
    [
        "airplane", "bus", "cat", "dog", "cow", "elephant", "umbrella", "tie", "snowboard", "skateboard", "cup", "knife", "cake", "couch",
        "keyboard", "sink", "scissors",
    ];

    /// <summary>The split of a category.</summary>
    /// <param name="category">The category.</param>
    /// <param name="scheme"><c>ov_coco</c> or <c>ov_lvis</c> for categories whose file does not say; or <c>null</c>.</param>
    /// <returns><c>base</c>, <c>novel</c>, or <c>null</c> for neither.</returns>
    /// <exception cref="BaronException">The scheme is unknown.</exception>
    public static string? Of(CocoCategory category, string? scheme = null) => category.Split ?? scheme switch
    {
        null => null,
        "ov_coco" => OvCocoBase.Contains(category.Name) ? "base" : OvCocoNovel.Contains(category.Name) ? "novel" : null,
        "ov_lvis" => category.Frequency switch { "f" or "c" => "base", "r" => "novel", _ => null },
        _ => throw new BaronException($"The split scheme '{scheme}' is unknown; use ov_coco or ov_lvis."),
    };

    /// <summary>The category ids that a choice means.</summary>
    /// <param name="categories">The categories of the file.</param>
    /// <param name="keep"><c>base</c>, <c>novel</c>, or category ids separated by commas.</param>
    /// <param name="scheme"><c>ov_coco</c> or <c>ov_lvis</c> where the file has no <c>split</c>; or <c>null</c>.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="BaronException">The choice is not one of those, the split is not known, or a category is absent.</exception>
    public static IReadOnlySet<int> Resolve(IReadOnlyList<CocoCategory> categories, string keep, string? scheme, string file)
    {
        if (keep is "base" or "novel")
        {
            var ids = categories.Where(c => Of(c, scheme) == keep).Select(c => c.Id).ToHashSet();
            if (ids.Count == 0)
            {
                throw new BaronException(scheme is null && categories.All(c => c.Split is null)
                    ? $"'{file}' does not say which categories are base and which novel (no 'split' field): add --scheme ov_coco or ov_lvis, or name category ids."
                    : $"'{file}' has no {keep} category{(scheme is null ? "" : $" by the scheme {scheme}")}.");
            }

            return ids;
        }

        var known = categories.Select(c => c.Id).ToHashSet();
        var wanted = new HashSet<int>();
        foreach (var part in keep.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw new BaronException($"'{keep}' is not a choice of categories: use base, novel, or ids separated by commas.");
            }

            if (!known.Contains(id))
            {
                throw new BaronException($"'{file}' has no category {id}.");
            }

            wanted.Add(id);
        }

        return wanted.Count > 0 ? wanted : throw new BaronException("No category is chosen: use base, novel, or ids separated by commas.");
    }
}
