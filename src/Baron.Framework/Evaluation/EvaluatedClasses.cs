using Baron.Data;
using Baron.Data.Coco;

namespace Baron.Evaluation;

/// <summary>What the classes of a dataset are in an annotation file, for the metrics.</summary>
internal sealed class EvaluatedClasses
{
    private EvaluatedClasses(IReadOnlyList<CocoCategory> categories, IReadOnlyList<KeyValuePair<string, IReadOnlyList<int>>> splits, CocoResultCollector collector) =>
        (Categories, Splits, Collector) = (categories, splits, collector);

    /// <summary>The evaluated categories, by ascending id.</summary>
    public IReadOnlyList<CocoCategory> Categories { get; }

    /// <summary>The ids of the evaluated categories of each wanted split.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<int>>> Splits { get; }

    /// <summary>Collects detections under the file's category ids.</summary>
    public CocoResultCollector Collector { get; }

    /// <summary>The ids of <see cref="Categories"/>.</summary>
    public IReadOnlyList<int> Ids => [.. Categories.Select(c => c.Id)];

    /// <summary>Finds the classes by their names.</summary>
    /// <param name="metric">The metric, for messages.</param>
    /// <param name="truth">The annotation file.</param>
    /// <param name="info">The dataset.</param>
    /// <param name="names">Classes to evaluate; <c>null</c> for all.</param>
    /// <param name="splits">Splits to average besides all.</param>
    /// <param name="scheme">How categories are split where the file does not say.</param>
    /// <exception cref="BaronException">The dataset and the file share no class, or a class or split does not exist.</exception>
    public static EvaluatedClasses Find(
        string metric, CocoGroundTruth truth, DatasetInfo info, IReadOnlyList<string>? names, IReadOnlyList<string> splits, SplitScheme? scheme)
    {
        var byName = new Dictionary<string, CocoCategory>(StringComparer.Ordinal);
        foreach (var category in truth.Categories)
        {
            byName.TryAdd(category.Name, category);
        }

        var labels = info.ClassNames.Select(name => byName.GetValueOrDefault(name)).ToList();
        if (labels.All(category => category is null))
        {
            throw new BaronException($"The annotation file '{truth.Name}' has none of the evaluated dataset's classes ({Some(info.ClassNames)}); its own are {Some([.. byName.Keys])}.");
        }

        if (names?.FirstOrDefault(name => labels.TrueForAll(category => category?.Name != name)) is { } unknown)
        {
            throw new BaronException($"{metric}: categories has '{unknown}', which is not a class of both the dataset and '{truth.Name}'.");
        }

        List<CocoCategory> evaluated = [.. labels.OfType<CocoCategory>().Where(c => names?.Contains(c.Name) != false).DistinctBy(c => c.Id).OrderBy(c => c.Id)];
        return new EvaluatedClasses(
            evaluated,
            splits.Count == 0 ? [] : SplitIds(metric, truth, evaluated, splits, scheme),
            new CocoResultCollector([.. labels.Select(category => category?.Id)]));
    }

    private static List<KeyValuePair<string, IReadOnlyList<int>>> SplitIds(
        string metric, CocoGroundTruth truth, List<CocoCategory> evaluated, IReadOnlyList<string> splits, SplitScheme? scheme)
    {
        var splitOfCategory = CategorySplits.Of(truth.Categories, scheme);
        var known = splitOfCategory.Values.Distinct().ToList();
        if (splits.FirstOrDefault(split => !known.Contains(split)) is { } absent)
        {
            throw new BaronException($"{metric}: no category of '{truth.Name}' is of the split '{absent}'; there are {string.Join(", ", known)}.");
        }

        return
        [
            .. splits.Select(split => KeyValuePair.Create<string, IReadOnlyList<int>>(
                split,
                [.. evaluated.Where(c => splitOfCategory.GetValueOrDefault(c.Id) == split).Select(c => c.Id)])),
        ];
    }

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
}
