using Baron.Data;
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
    private readonly bool _classAgnostic;

    private CocoGroundTruth? _truth;
    private EvaluatedClasses? _classes;

    /// <summary>Creates the metric.</summary>
    /// <param name="annFile">The annotation file with the ground truth, in COCO's format; all of its images are evaluated.</param>
    /// <param name="metric">
    /// What to compute: <c>bbox</c> (the default), <c>segm</c>, <c>proposal</c> (recall whatever the class), <c>proposal_fast</c>
    /// (recall by the best pairs of objects and proposals), or several of them.
    /// </param>
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
    /// <param name="classAgnostic">Whether detections match objects of any class; the numbers are then of all classes as one.</param>
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
        IReadOnlyList<string>? categories = null,
        bool classAgnostic = false)
    {
        (_annFile, _metrics, _classwise) = (annFile, metric is { Count: > 0 } ? metric : [CocoMetricKind.Bbox], classwise);
        _proposalNums = proposalNums is null ? [100, 300, 1000] : [.. proposalNums.Order()];
        (_iouThrs, _metricItems, _formatOnly, _outfilePrefix) = (iouThrs, metricItems, formatOnly, outfilePrefix);
        (_prefix, _splits, _splitScheme, _categories) = (prefix, splits ?? [], splitScheme, categories);
        _classAgnostic = classAgnostic;
        if (_proposalNums.Count == 0 || _proposalNums[0] < 1)
        {
            throw new BaronException("CocoMetric: proposal_nums must be positive numbers.");
        }

        if (classAgnostic && (classwise || _splits.Count > 0))
        {
            throw new BaronException("CocoMetric: class_agnostic takes all classes as one, so classwise and splits have nothing to tell apart.");
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
        _classes = EvaluatedClasses.Find("CocoMetric", _truth, info, _categories, _splits, _splitScheme);
    }

    /// <inheritdoc/>
    public void Add(ImageMeta meta, Detections detections) => Attached().Collector.Add(meta, detections);

    /// <inheritdoc/>
    /// <exception cref="BaronException">A detection's image is not in the annotation file, or the result file cannot be written.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Compute()
    {
        var results = Attached().Collector.Results;
        var values = new List<KeyValuePair<string, double>>();
        foreach (var metric in _metrics)
        {
            var detections = metric == CocoMetricKind.Segm ? results.WithMaskAreas("CocoMetric") : results;
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

    private EvaluatedClasses Attached() => _classes ?? throw new InvalidOperationException("The metric is not attached to a dataset.");

    private void Evaluate(CocoMetricKind metric, CocoResults results, List<KeyValuePair<string, double>> values)
    {
        var classes = Attached();
        var options = new CocoEvaluationOptions
        {
            IouType = metric == CocoMetricKind.Segm ? CocoIouType.Mask : CocoIouType.Box,
            CategoryIds = classes.Ids,
            MaxDetections = _proposalNums,
            UseCategories = metric != CocoMetricKind.Proposal && !_classAgnostic,
        };
        options = _iouThrs is null ? options : options with { IouThresholds = _iouThrs };
        if (metric == CocoMetricKind.ProposalFast)
        {
            var recalls = ProposalRecall.Compute(_truth!, results, _proposalNums, options.IouThresholds);
            values.AddRange(_proposalNums.Select((n, i) => KeyValuePair.Create($"{_prefix}/AR@{n}", recalls[i])));
            return;
        }

        var evaluation = new CocoEvaluator(_truth!, options).Evaluate(results);
        var kind = metric == CocoMetricKind.Segm ? "segm" : "bbox";
        if (metric == CocoMetricKind.Proposal)
        {
            // Recalls carry no kind in their names.
            AddItems(values, $"{_prefix}/", evaluation.Stats(), _metricItems ?? Names()[6..]);
            return;
        }

        AddItems(values, $"{_prefix}/{kind}_", evaluation.Stats(), _metricItems ?? Names()[..6]);
        foreach (var (split, ids) in classes.Splits)
        {
            AddItems(values, $"{_prefix}/{split}_{kind}_", evaluation.Stats(ids), _metricItems ?? Names()[..6]);
        }

        if (_classwise)
        {
            values.AddRange(classes.Categories.Select(c => KeyValuePair.Create(
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
