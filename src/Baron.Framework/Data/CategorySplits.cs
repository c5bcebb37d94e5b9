using Baron.Data.Coco;

namespace Baron.Data;

/// <summary>Which categories are base (boxes in training) and which novel (never a box in training).</summary>
public static class CategorySplits
{
    /// <summary>The name of base categories.</summary>
    public const string Base = "base";

    /// <summary>The name of novel categories.</summary>
    public const string Novel = "novel";

    // Bansal et al., Zero-Shot Object Detection (ECCV 2018), as open-vocabulary COCO uses it.
    private static readonly HashSet<string> CocoBase =
    [
        "person", "bicycle", "car", "motorcycle", "train", "truck", "boat", "bench", "bird", "horse", "sheep", "bear", "zebra",
        "giraffe", "backpack", "handbag", "suitcase", "frisbee", "skis", "kite", "surfboard", "bottle", "fork", "spoon", "bowl",
        "banana", "apple", "sandwich", "orange", "broccoli", "carrot", "pizza", "donut", "chair", "bed", "toilet", "tv", "laptop",
        "mouse", "remote", "microwave", "oven", "toaster", "refrigerator", "book", "clock", "vase", "toothbrush",
    ];

    private static readonly HashSet<string> CocoNovel =
    [
        "airplane", "bus", "cat", "dog", "cow", "elephant", "umbrella", "tie", "snowboard", "skateboard", "cup", "knife", "cake",
        "couch", "keyboard", "sink", "scissors",
    ];

    /// <summary>Tells the split of each category.</summary>
    /// <param name="categories">The categories of an annotation file.</param>
    /// <param name="scheme">Used where the file does not say; <c>null</c> to tell by what the categories have.</param>
    /// <returns>The split's name by category id; categories of no split are absent.</returns>
    /// <exception cref="BaronException">The file does not say, and the scheme does not fit the categories.</exception>
    public static IReadOnlyDictionary<int, string> Of(IReadOnlyCollection<CocoCategory> categories, SplitScheme? scheme = null)
    {
        if (categories.Any(c => c.Split is not null))
        {
            return categories.Where(c => c.Split is not null).ToDictionary(c => c.Id, c => c.Split!);
        }

        scheme ??= categories.Any(c => c.Frequency is not null) ? SplitScheme.OvLvis : SplitScheme.OvCoco;
        var result = categories
            .Select(c => (c.Id, Split: scheme == SplitScheme.OvLvis ? ByFrequency(c.Frequency) : ByName(c.Name)))
            .Where(c => c.Split is not null)
            .ToDictionary(c => c.Id, c => c.Split!);
        if (result.Count == 0)
        {
            throw new BaronException(scheme == SplitScheme.OvLvis
                ? "The categories have neither 'split' nor 'frequency', so base and novel ones cannot be told apart."
                : "The categories have no 'split' and none of them is a class of open-vocabulary COCO, so base and novel ones cannot be told apart.");
        }

        return result;
    }

    private static string? ByName(string name) => CocoBase.Contains(name) ? Base : CocoNovel.Contains(name) ? Novel : null;

    private static string? ByFrequency(string? frequency) => frequency switch
    {
        "r" => Novel,
        "c" or "f" => Base,
        _ => null,
    };
}
