namespace Baron.Evaluation;

/// <summary>The result of an LVIS evaluation.</summary>
public sealed class LvisEvaluation
{
    private readonly LvisGroundTruth _truth;

    internal LvisEvaluation(LvisGroundTruth truth, CocoEvaluation curves) => (_truth, Curves) = (truth, curves);

    /// <summary>Precision and recall by IoU threshold, category and range of areas.</summary>
    public CocoEvaluation Curves { get; }

    /// <summary>
    /// lvis-api's 13 numbers in 0-1, by its names and in its order: <c>AP</c>, <c>AP50</c>, <c>AP75</c>, <c>APs</c>, <c>APm</c>,
    /// <c>APl</c>, <c>APr</c>, <c>APc</c>, <c>APf</c> (rare, common and frequent categories), <c>AR@300</c>, <c>ARs@300</c>,
    /// <c>ARm@300</c>, <c>ARl@300</c>. Numbers without ground truth are -1.
    /// </summary>
    /// <param name="categoryIds">The categories to average over, or <c>null</c> for all that were evaluated.</param>
    /// <exception cref="BaronException">A category was not evaluated.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Results(IReadOnlyCollection<int>? categoryIds = null)
    {
        var limit = Curves.Options.MaxDetections[^1];
        return
        [
            new("AP", Curves.AveragePrecision(categoryIds: categoryIds)),
            new("AP50", Curves.AveragePrecision(0.5, categoryIds: categoryIds)),
            new("AP75", Curves.AveragePrecision(0.75, categoryIds: categoryIds)),
            new("APs", Curves.AveragePrecision(area: "small", categoryIds: categoryIds)),
            new("APm", Curves.AveragePrecision(area: "medium", categoryIds: categoryIds)),
            new("APl", Curves.AveragePrecision(area: "large", categoryIds: categoryIds)),
            new("APr", Frequency("r", categoryIds)),
            new("APc", Frequency("c", categoryIds)),
            new("APf", Frequency("f", categoryIds)),
            new($"AR@{limit}", Curves.AverageRecall(categoryIds: categoryIds)),
            new($"ARs@{limit}", Curves.AverageRecall(area: "small", categoryIds: categoryIds)),
            new($"ARm@{limit}", Curves.AverageRecall(area: "medium", categoryIds: categoryIds)),
            new($"ARl@{limit}", Curves.AverageRecall(area: "large", categoryIds: categoryIds)),
        ];
    }

    private double Frequency(string frequency, IReadOnlyCollection<int>? categoryIds)
    {
        if (!Curves.Options.UseCategories)
        {
            return -1;
        }

        var wanted = (categoryIds ?? [.. Curves.CategoryIds]).ToHashSet();
        wanted.IntersectWith(Curves.CategoryIds);
        return Curves.AveragePrecision(categoryIds: [.. _truth.CategoriesOf(frequency).Where(wanted.Contains)]);
    }
}
