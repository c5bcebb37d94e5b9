namespace Baron.Evaluation;

/// <summary>
/// The result of a COCO evaluation: precision and recall by IoU threshold (T), recall threshold (R), category (K), range of
/// areas (A) and number of detections (M). -1 stands where there was nothing to find.
/// </summary>
public sealed class CocoEvaluation
{
    private readonly int _t;
    private readonly int _r;
    private readonly int _k;
    private readonly int _a;
    private readonly int _m;

    internal CocoEvaluation(IReadOnlyList<int> categoryIds, IReadOnlyList<string> categoryNames, CocoEvaluationOptions options)
    {
        CategoryNames = categoryNames;
        CategoryIds = categoryIds;
        Options = options;
        _t = options.IouThresholds.Count;
        _r = options.RecallThresholds.Count;
        _k = options.UseCategories ? categoryIds.Count : 1;
        _a = options.AreaRanges.Count;
        _m = options.MaxDetections.Count;
        Precision = new double[(long)_t * _r * _k * _a * _m];
        Scores = new double[Precision.LongLength];
        Recall = new double[(long)_t * _k * _a * _m];
        Array.Fill(Precision, -1);
        Array.Fill(Scores, -1);
        Array.Fill(Recall, -1);
    }

    /// <summary>The evaluated categories, ascending; the K axis.</summary>
    public IReadOnlyList<int> CategoryIds { get; }

    /// <summary>The names of <see cref="CategoryIds"/>.</summary>
    public IReadOnlyList<string> CategoryNames { get; }

    /// <summary>The parameters; they name the other axes.</summary>
    public CocoEvaluationOptions Options { get; }

    /// <summary>Interpolated precision <c>[T, R, K, A, M]</c>, row-major.</summary>
    public double[] Precision { get; }

    /// <summary>The score at which each recall is reached <c>[T, R, K, A, M]</c>, row-major; 0 where it is not.</summary>
    public double[] Scores { get; }

    /// <summary>The largest recall <c>[T, K, A, M]</c>, row-major.</summary>
    public double[] Recall { get; }

    /// <summary>
    /// COCO's 12 numbers in 0-1: AP, AP50, AP75, AP of small, medium and large objects, AR with each number of detections,
    /// AR of small, medium and large objects with the most. Numbers without ground truth are -1.
    /// </summary>
    /// <param name="categoryIds">The categories to average over, or <c>null</c> for all that were evaluated.</param>
    /// <exception cref="BaronException">A category was not evaluated.</exception>
    public double[] Stats(IReadOnlyCollection<int>? categoryIds = null)
    {
        var most = Options.MaxDetections[^1];

        // The COCO tools read the first number at 100 detections whatever the limits are; so do published numbers.
        return
        [
            AveragePrecision(maxDetections: 100, categoryIds: categoryIds),
            AveragePrecision(0.5, maxDetections: most, categoryIds: categoryIds),
            AveragePrecision(0.75, maxDetections: most, categoryIds: categoryIds),
            AveragePrecision(area: "small", maxDetections: most, categoryIds: categoryIds),
            AveragePrecision(area: "medium", maxDetections: most, categoryIds: categoryIds),
            AveragePrecision(area: "large", maxDetections: most, categoryIds: categoryIds),
            AverageRecall(maxDetections: Options.MaxDetections[0], categoryIds: categoryIds),
            AverageRecall(maxDetections: _m > 1 ? Options.MaxDetections[1] : -1, categoryIds: categoryIds),
            AverageRecall(maxDetections: _m > 2 ? Options.MaxDetections[2] : -1, categoryIds: categoryIds),
            AverageRecall(area: "small", maxDetections: most, categoryIds: categoryIds),
            AverageRecall(area: "medium", maxDetections: most, categoryIds: categoryIds),
            AverageRecall(area: "large", maxDetections: most, categoryIds: categoryIds),
        ];
    }

    /// <summary>The mean of the interpolated precision over recalls, categories and (without a threshold) IoU thresholds.</summary>
    /// <param name="iou">One IoU threshold, or <c>null</c> for all.</param>
    /// <param name="area">The range of areas by name.</param>
    /// <param name="maxDetections">One of the numbers of detections; <c>null</c> for the largest.</param>
    /// <param name="categoryIds">The categories to average over, or <c>null</c> for all that were evaluated.</param>
    /// <returns>0-1, or -1 without ground truth or for a threshold, range or number that was not evaluated.</returns>
    /// <exception cref="BaronException">A category was not evaluated.</exception>
    public double AveragePrecision(double? iou = null, string area = "all", int? maxDetections = null, IReadOnlyCollection<int>? categoryIds = null)
    {
        var (a, m) = (AreaIndex(area), LimitIndex(maxDetections));
        return a < 0 || m < 0 ? -1 : Mean(Thresholds(iou), CategoryIndices(categoryIds), a, m, recall: false);
    }

    /// <summary>The mean of the largest recall over categories and (without a threshold) IoU thresholds.</summary>
    /// <param name="iou">One IoU threshold, or <c>null</c> for all.</param>
    /// <param name="area">The range of areas by name.</param>
    /// <param name="maxDetections">One of the numbers of detections; <c>null</c> for the largest.</param>
    /// <param name="categoryIds">The categories to average over, or <c>null</c> for all that were evaluated.</param>
    /// <returns>0-1, or -1 without ground truth or for a threshold, range or number that was not evaluated.</returns>
    /// <exception cref="BaronException">A category was not evaluated.</exception>
    public double AverageRecall(double? iou = null, string area = "all", int? maxDetections = null, IReadOnlyCollection<int>? categoryIds = null)
    {
        var (a, m) = (AreaIndex(area), LimitIndex(maxDetections));
        return a < 0 || m < 0 ? -1 : Mean(Thresholds(iou), CategoryIndices(categoryIds), a, m, recall: true);
    }

    /// <summary>The average precisions of one category in 0-1: AP, AP50, AP75, AP of small, medium and large objects, all with the most detections.</summary>
    /// <param name="categoryId">The category.</param>
    /// <exception cref="BaronException">It was not evaluated.</exception>
    public double[] ClassPrecisions(int categoryId)
    {
        int[] ids = [categoryId];
        return
        [
            AveragePrecision(categoryIds: ids),
            AveragePrecision(0.5, categoryIds: ids),
            AveragePrecision(0.75, categoryIds: ids),
            AveragePrecision(area: "small", categoryIds: ids),
            AveragePrecision(area: "medium", categoryIds: ids),
            AveragePrecision(area: "large", categoryIds: ids),
        ];
    }

    internal void SetPrecision(int t, int r, int k, int a, int m, double precision, double score)
    {
        var at = (((((((long)t * _r) + r) * _k) + k) * _a) + a) * _m + m;
        Precision[at] = precision;
        Scores[at] = score;
    }

    internal void SetRecall(int t, int k, int a, int m, double recall) => Recall[(((((long)t * _k) + k) * _a) + a) * _m + m] = recall;

    /// <summary>Copies the numbers of one number of detections to another, for a category and a range of areas.</summary>
    internal void CopyLimit(int k, int a, int from, int to)
    {
        for (var t = 0; t < _t; t++)
        {
            var at = ((((long)t * _k) + k) * _a + a) * _m;
            Recall[at + to] = Recall[at + from];
            for (var r = 0; r < _r; r++)
            {
                at = (((((((long)t * _r) + r) * _k) + k) * _a) + a) * _m;
                (Precision[at + to], Scores[at + to]) = (Precision[at + from], Scores[at + from]);
            }
        }
    }

    private double Mean(IEnumerable<int> thresholds, int[] categories, int a, int m, bool recall)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var t in thresholds)
        {
            for (var r = 0; r < (recall ? 1 : _r); r++)
            {
                foreach (var k in categories)
                {
                    var value = recall
                        ? Recall[(((((long)t * _k) + k) * _a) + a) * _m + m]
                        : Precision[(((((((long)t * _r) + r) * _k) + k) * _a) + a) * _m + m];
                    if (value > -1)
                    {
                        sum += value;
                        count++;
                    }
                }
            }
        }

        return count == 0 ? -1 : sum / count;
    }

    private IEnumerable<int> Thresholds(double? iou) =>
        Enumerable.Range(0, _t).Where(t => iou is not { } wanted || Math.Abs(Options.IouThresholds[t] - wanted) < 1e-9);

    private int AreaIndex(string area)
    {
        for (var a = 0; a < _a; a++)
        {
            if (Options.AreaRanges[a].Name == area)
            {
                return a;
            }
        }

        return -1;
    }

    private int LimitIndex(int? maxDetections)
    {
        for (var m = 0; m < _m; m++)
        {
            if (Options.MaxDetections[m] == maxDetections)
            {
                return m;
            }
        }

        return maxDetections is null ? _m - 1 : -1;
    }

    private int[] CategoryIndices(IReadOnlyCollection<int>? categoryIds)
    {
        if (categoryIds is null || !Options.UseCategories)
        {
            return [.. Enumerable.Range(0, _k)];
        }

        var index = new Dictionary<int, int>();
        for (var k = 0; k < CategoryIds.Count; k++)
        {
            index.Add(CategoryIds[k], k);
        }

        return [.. categoryIds.Distinct().Select(id => index.TryGetValue(id, out var k) ? k : throw new BaronException($"Category {id} was not evaluated."))];
    }
}
