using Baron.Data;
using Baron.Data.Coco;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>
/// COCO's average precision and recall, named as MMDetection names them: <c>coco/bbox_mAP</c>, <c>coco/bbox_mAP_50</c>,
/// <c>coco/segm_mAP</c>, <c>coco/AR@100</c>. With <c>splits</c> the classes of each split are averaged as well:
/// <c>coco/base_bbox_mAP_50</c>, <c>coco/novel_bbox_mAP_50</c>. Values are in 0-1 and not rounded; -1 stands for numbers
/// without any ground truth.
/// </summary>
[Component("CocoMetric")]
public sealed class CocoMetric : IMetric
{
    private static readonly string[] ItemNames =
        ["mAP", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l", "AR@{0}", "AR@{1}", "AR@{2}", "AR_s@{2}", "AR_m@{2}", "AR_l@{2}"];

    private readonly string _annFile;
    private readonly IReadOnlyList<CocoMetricKind> _metrics;
    private readonly bool _classwise;
    private readonly IReadOnlyList<int> _proposalNums;
    private readonly IReadOnlyList<double>? _iouThrs;
    private readonly IReadOnlyList<string>? _metricItems;
    private readonly bool _formatOnly;
    private readonly string? _outfilePrefix;
    private readonly string _prefix;
    private readonly IReadOnlyList<string> _splits;
    private readonly SplitScheme? _splitScheme;
    private readonly IReadOnlyList<string>? _categories;

    private CocoGroundTruth? _truth;
    private CocoResultCollector? _collector;
    private IReadOnlyList<CocoCategory> _evaluated = [];
    private IReadOnlyDictionary<int, string> _splitOfCategory = new Dictionary<int, string>();

    /// <summary>Creates the metric.</summary>
    /// <param name="annFile">The annotation file with the ground truth, in COCO's format; all of its images are evaluated.</param>
    /// <param name="metric">What to compute: <c>bbox</c> (the default), <c>segm</c>, <c>proposal</c>, or several of them.</param>
    /// <param name="classwise">Whether each class's average precision is given, as <c>coco/CLASS_precision</c>.</param>
    /// <param name="proposalNums">The numbers of detections an image that count, ascending; 100, 300 and 1000 by default.</param>
    /// <param name="iouThrs">IoU thresholds; 0.5, 0.55, ..., 0.95 by default.</param>
    /// <param name="metricItems">Which numbers to give, such as <c>mAP_50</c> and <c>AR@300</c>; by default the six of precision, for proposals the six of recall.</param>
    /// <param name="formatOnly">Whether results are only written and nothing is computed; needs <c>outfile_prefix</c>.</param>
    /// <param name="outfilePrefix">Results are written to this path with <c>.bbox.json</c> or <c>.segm.json</c> added; nothing is written without it.</param>
    /// <param name="prefix">What stands before the slash in the names.</param>
    /// <param name="splits">Splits of the categories that are averaged besides all, such as <c>["base", "novel"]</c>.</param>
    /// <param name="splitScheme">How categories are split where the annotation file does not say: <c>ov_coco</c> (by name) or <c>ov_lvis</c> (by frequency); told by the categories by default.</param>
    /// <param name="categories">Class names to evaluate; all that the dataset and the annotation file share by default.</param>
    /// <exception cref="BaronException">A parameter is out of range.</exception>
    public CocoMetric(
        [FilePath] string annFile,
        [SingleOrList] IReadOnlyList<CocoMetricKind>? metric = null,
        bool classwise = false,
        IReadOnlyList<int>? proposalNums = null,
        [SingleOrList] IReadOnlyList<double>? iouThrs = null,
        IReadOnlyList<string>? metricItems = null,
        bool formatOnly = false,
        [FilePath(Output = true)] string? outfilePrefix = null,
        string prefix = "coco",
        IReadOnlyList<string>? splits = null,
        SplitScheme? splitScheme = null,
        IReadOnlyList<string>? categories = null)
    {
        (_annFile, _metrics, _classwise) = (annFile, metric is { Count: > 0 } ? metric : [CocoMetricKind.Bbox], classwise);
        _proposalNums = proposalNums is null ? [100, 300, 1000] : [.. proposalNums.Order()];
        (_iouThrs, _metricItems, _formatOnly, _outfilePrefix) = (iouThrs, metricItems, formatOnly, outfilePrefix);
        (_prefix, _splits, _splitScheme, _categories) = (prefix, splits ?? [], splitScheme, categories);
        if (_proposalNums.Count == 0 || _proposalNums[0] < 1)
        {
            throw new BaronException("CocoMetric: proposal_nums must be positive numbers.");
        }

        if (formatOnly && outfilePrefix is null)
        {
            throw new BaronException("CocoMetric: format_only needs outfile_prefix, the path of the result file to write.");
        }

        if (metricItems?.FirstOrDefault(item => Array.IndexOf(Names(), item) < 0) is { } unknown)
        {
            throw new BaronException($"CocoMetric: metric_items has '{unknown}'; there are {string.Join(", ", Names())}.");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="BaronException">The annotation file is not usable, or shares no class with the dataset.</exception>
    public void Attach(DatasetInfo info)
    {
        _truth = CocoGroundTruth.Load(_annFile, _metrics.Contains(CocoMetricKind.Segm));
        var byName = new Dictionary<string, CocoCategory>(StringComparer.Ordinal);
        foreach (var category in _truth.Categories)
        {
            byName.TryAdd(category.Name, category);
        }

        var labels = info.ClassNames.Select(name => byName.GetValueOrDefault(name)).ToList();
        if (labels.All(category => category is null))
        {
            throw new BaronException($"The annotation file '{_annFile}' has none of the evaluated dataset's classes ({Some(info.ClassNames)}); its own are {Some([.. byName.Keys])}.");
        }

        if (_categories?.FirstOrDefault(name => labels.TrueForAll(category => category?.Name != name)) is { } unknown)
        {
            throw new BaronException($"CocoMetric: categories has '{unknown}', which is not a class of both the dataset and '{_annFile}'.");
        }

        _evaluated = [.. labels.OfType<CocoCategory>().Where(c => _categories?.Contains(c.Name) != false).DistinctBy(c => c.Id).OrderBy(c => c.Id)];
        _collector = new CocoResultCollector([.. labels.Select(category => category?.Id)]);
        if (_splits.Count > 0)
        {
            _splitOfCategory = CategorySplits.Of(_truth.Categories, _splitScheme);
            var known = _splitOfCategory.Values.Distinct().ToList();
            if (_splits.FirstOrDefault(split => !known.Contains(split)) is { } absent)
            {
                throw new BaronException($"CocoMetric: no category of '{_annFile}' is of the split '{absent}'; there are {string.Join(", ", known)}.");
            }
        }
    }

    /// <inheritdoc/>
    public void Add(ImageMeta meta, Detections detections)
    {
        var collector = _collector ?? throw new InvalidOperationException("The metric is not attached to a dataset.");
        collector.Add(meta, detections);
    }

    /// <inheritdoc/>
    /// <exception cref="BaronException">A detection's image is not in the annotation file, or the result file cannot be written.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Compute()
    {
        var results = _collector?.Results ?? throw new InvalidOperationException("The metric is not attached to a dataset.");
        var values = new List<KeyValuePair<string, double>>();
        foreach (var metric in _metrics)
        {
            var detections = metric == CocoMetricKind.Segm ? WithMaskAreas(results) : results;
            if (_outfilePrefix is not null)
            {
                detections.Save($"{_outfilePrefix}.{(metric == CocoMetricKind.Segm ? "segm" : "bbox")}.json");
            }

            if (!_formatOnly)
            {
                Evaluate(metric, detections, values);
            }
        }

        results.Clear();
        return values;
    }

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");

    private static CocoResults WithMaskAreas(CocoResults results)
    {
        var result = new CocoResults();
        foreach (var detection in results.Detections)
        {
            result.Add(detection with
            {
                Area = detection.Mask?.Area ?? throw new BaronException($"CocoMetric: segm is to be computed and the detections of image {detection.ImageId} have no masks."),
            });
        }

        return result;
    }

    private void Evaluate(CocoMetricKind metric, CocoResults results, List<KeyValuePair<string, double>> values)
    {
        var options = new CocoEvaluationOptions
        {
            IouType = metric == CocoMetricKind.Segm ? CocoIouType.Mask : CocoIouType.Box,
            CategoryIds = [.. _evaluated.Select(c => c.Id)],
            MaxDetections = _proposalNums,
            UseCategories = metric != CocoMetricKind.Proposal,
        };
        options = _iouThrs is null ? options : options with { IouThresholds = _iouThrs };
        var evaluation = new CocoEvaluator(_truth!, options).Evaluate(results);
        var kind = metric == CocoMetricKind.Segm ? "segm" : "bbox";
        if (metric == CocoMetricKind.Proposal)
        {
            // Recalls carry no kind in their names.
            AddItems(values, $"{_prefix}/", evaluation.Stats(), _metricItems ?? Names()[6..]);
            return;
        }

        AddItems(values, $"{_prefix}/{kind}_", evaluation.Stats(), _metricItems ?? Names()[..6]);
        foreach (var split in _splits)
        {
            var ids = _evaluated.Where(c => _splitOfCategory.GetValueOrDefault(c.Id) == split).Select(c => c.Id).ToList();
            AddItems(values, $"{_prefix}/{split}_{kind}_", evaluation.Stats(ids), _metricItems ?? Names()[..6]);
        }

        if (_classwise)
        {
            values.AddRange(_evaluated.Select(c => KeyValuePair.Create(
                $"{_prefix}/{(_metrics.Count > 1 ? kind + "_" : "")}{c.Name}_precision",
                evaluation.AveragePrecision(categoryIds: [c.Id]))));
        }
    }

    private void AddItems(List<KeyValuePair<string, double>> values, string prefix, double[] stats, IReadOnlyList<string> items) =>
        values.AddRange(items.Select(item => KeyValuePair.Create(prefix + item, stats[Array.IndexOf(Names(), item)])));

    private string[] Names() =>
        [.. ItemNames.Select(name => string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            name,
            _proposalNums[0],
            _proposalNums[Math.Min(1, _proposalNums.Count - 1)],
            _proposalNums[^1]))];
}
