using Baron.Data;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>
/// LVIS's average precision and recall with lvis-api's numbers, named as MMDetection names them: <c>lvis/bbox_AP</c>,
/// <c>lvis/bbox_AP50</c>, <c>lvis/bbox_APr</c> (rare, the novel classes of open-vocabulary LVIS), <c>lvis/bbox_APc</c>,
/// <c>lvis/bbox_APf</c>, <c>lvis/segm_AP</c>. A category is judged only in images where it is annotated or verifiably absent,
/// and the best 300 detections of an image count. With <c>splits</c> the classes of each split are averaged as well:
/// <c>lvis/novel_bbox_AP</c>. Values are in 0-1 and not rounded; -1 stands for numbers without any ground truth. The size of an
/// unmatched mask is the mask's area.
/// </summary>
[Component("LVISMetric")]
public sealed class LvisMetric : IMetric
{
    private const int Limit = 300;

    private static readonly string[] ItemNames =
        ["AP", "AP50", "AP75", "APs", "APm", "APl", "APr", "APc", "APf", "AR@300", "ARs@300", "ARm@300", "ARl@300"];

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

    private LvisGroundTruth? _truth;
    private EvaluatedClasses? _classes;

    /// <summary>Creates the metric.</summary>
    /// <param name="annFile">The annotation file with the ground truth, in LVIS's format (v0.5 or v1); all of its images are evaluated.</param>
    /// <param name="metric">
    /// What to compute: <c>bbox</c> (the default), <c>segm</c>, <c>proposal</c> (recall whatever the class), <c>proposal_fast</c>
    /// (recall by the best pairs of objects and proposals), or several of them.
    /// </param>
    /// <param name="classwise">Whether each class's average precision is given, as <c>lvis/CLASS_precision</c>.</param>
    /// <param name="proposalNums">The numbers of proposals an image for <c>proposal_fast</c>; 100, 300 and 1000 by default.</param>
    /// <param name="iouThrs">IoU thresholds; 0.5, 0.55, ..., 0.95 by default.</param>
    /// <param name="metricItems">Which numbers to give, such as <c>AP50</c> and <c>AR@300</c>; by default the nine of precision, for proposals the four of recall.</param>
    /// <param name="formatOnly">Whether results are only written and nothing is computed; needs <c>outfile_prefix</c>.</param>
    /// <param name="outfilePrefix">Results are written to this path with <c>.bbox.json</c> or <c>.segm.json</c> added; nothing is written without it.</param>
    /// <param name="prefix">What stands before the slash in the names.</param>
    /// <param name="splits">Splits of the categories that are averaged besides all, such as <c>["base", "novel"]</c>.</param>
    /// <param name="splitScheme">How categories are split where the annotation file does not say: <c>ov_lvis</c> (by frequency) or <c>ov_coco</c> (by name); told by the categories by default.</param>
    /// <param name="categories">Class names to evaluate; all that the dataset and the annotation file share by default.</param>
    /// <exception cref="BaronException">A parameter is out of range.</exception>
    public LvisMetric(
        [FilePath] string annFile,
        [SingleOrList] IReadOnlyList<CocoMetricKind>? metric = null,
        bool classwise = false,
        IReadOnlyList<int>? proposalNums = null,
        [SingleOrList] IReadOnlyList<double>? iouThrs = null,
        IReadOnlyList<string>? metricItems = null,
        bool formatOnly = false,
        [FilePath(Output = true)] string? outfilePrefix = null,
        string prefix = "lvis",
        IReadOnlyList<string>? splits = null,
        SplitScheme? splitScheme = null,
        IReadOnlyList<string>? categories = null)
    {
        (_annFile, _metrics, _classwise) = (annFile, metric is { Count: > 0 } ? metric : [CocoMetricKind.Bbox], classwise);
        (_proposalNums, _iouThrs, _metricItems) = (proposalNums ?? [100, 300, 1000], iouThrs, metricItems);
        (_formatOnly, _outfilePrefix, _prefix) = (formatOnly, outfilePrefix, prefix);
        (_splits, _splitScheme, _categories) = (splits ?? [], splitScheme, categories);
        if (_proposalNums.Count == 0 || _proposalNums.Any(n => n < 1))
        {
            throw new BaronException("LVISMetric: proposal_nums must be positive numbers.");
        }

        if (formatOnly && outfilePrefix is null)
        {
            throw new BaronException("LVISMetric: format_only needs outfile_prefix, the path of the result file to write.");
        }

        if (metricItems?.FirstOrDefault(item => Array.IndexOf(ItemNames, item) < 0) is { } unknown)
        {
            throw new BaronException($"LVISMetric: metric_items has '{unknown}'; there are {string.Join(", ", ItemNames)}.");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="BaronException">The annotation file is not usable, or shares no class with the dataset.</exception>
    public void Attach(DatasetInfo info)
    {
        _truth = LvisGroundTruth.Load(_annFile, _metrics.Contains(CocoMetricKind.Segm));
        _classes = EvaluatedClasses.Find("LVISMetric", _truth.Objects, info, _categories, _splits, _splitScheme);
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
            var detections = metric == CocoMetricKind.Segm ? results.WithMaskAreas("LVISMetric") : results;
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
            MaxDetections = [Limit],
            UseCategories = metric != CocoMetricKind.Proposal,
        };
        options = _iouThrs is null ? options : options with { IouThresholds = _iouThrs };
        if (metric == CocoMetricKind.ProposalFast)
        {
            var recalls = ProposalRecall.Compute(_truth!.Objects, results, _proposalNums, options.IouThresholds);
            values.AddRange(_proposalNums.Select((n, i) => KeyValuePair.Create($"{_prefix}/AR@{n}", recalls[i])));
            return;
        }

        var evaluation = new LvisEvaluator(_truth!, options).Evaluate(results);
        if (metric == CocoMetricKind.Proposal)
        {
            AddItems(values, $"{_prefix}/", evaluation.Results(), _metricItems ?? ItemNames[9..]);
            return;
        }

        var kind = metric == CocoMetricKind.Segm ? "segm" : "bbox";
        AddItems(values, $"{_prefix}/{kind}_", evaluation.Results(), _metricItems ?? ItemNames[..9]);
        foreach (var (split, ids) in classes.Splits)
        {
            AddItems(values, $"{_prefix}/{split}_{kind}_", evaluation.Results(ids), _metricItems ?? ItemNames[..6]);
        }

        if (_classwise)
        {
            values.AddRange(classes.Categories.Select(c => KeyValuePair.Create(
                $"{_prefix}/{(_metrics.Count > 1 ? kind + "_" : "")}{c.Name}_precision",
                evaluation.Curves.AveragePrecision(categoryIds: [c.Id]))));
        }
    }

    private static void AddItems(List<KeyValuePair<string, double>> values, string prefix, IReadOnlyList<KeyValuePair<string, double>> results, IReadOnlyList<string> items) =>
        values.AddRange(items.Select(item => KeyValuePair.Create(prefix + item, results[Array.IndexOf(ItemNames, item)].Value)));
}
