using Baron.Data;
using Baron.Registry;

namespace Baron.Evaluation;

/// <summary>
/// COCO's average precision and recall, named as MMDetection names them: <c>coco/bbox_mAP</c>, <c>coco/bbox_mAP_50</c>,
/// <c>coco/segm_mAP</c>, <c>coco/AR@100</c>. With <c>splits</c> the classes of each split are averaged as well:
/// <c>coco/base_bbox_mAP_50</c>, <c>coco/novel_bbox_mAP_50</c>. Values are in 0-1 and not rounded; -1 stands for numbers
/// without any ground truth.
/// </summary>
[Component("CocoMetric")]
public sealed class CocoMetric : CocoFormatMetric
{
    private static readonly string[] ItemNames =
        ["mAP", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l", "AR@{0}", "AR@{1}", "AR@{2}", "AR_s@{2}", "AR_m@{2}", "AR_l@{2}"];

    private readonly bool _classAgnostic;
    private CocoGroundTruth? _truth;

    /// <summary>Creates the metric.</summary>
    /// <param name="annFile">The annotation file with the ground truth, in COCO's format; all of its images are evaluated.</param>
    /// <param name="metric">
    /// What to compute: <c>bbox</c> (the default), <c>segm</c>, <c>proposal</c> (recall whatever the class), <c>proposal_fast</c>
    /// (recall by the best pairs of objects and proposals), or several of them.
    /// </param>
    /// <param name="classwise">Whether each class's average precision is given, as <c>coco/CLASS_precision</c>, and a table by class is printed.</param>
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
        : base(
            "CocoMetric",
            new Options(annFile, metric, classwise, Limits(proposalNums), iouThrs, metricItems, formatOnly, outfilePrefix, prefix, splits, splitScheme, categories),
            NamesWith(Limits(proposalNums)),
            precisions: 6)
    {
        _classAgnostic = classAgnostic;
        if (classAgnostic && (classwise || splits is { Count: > 0 }))
        {
            throw new BaronException("CocoMetric: class_agnostic takes all classes as one, so classwise and splits have nothing to tell apart.");
        }
    }

    private protected override CocoGroundTruth Load(string path, bool masks) => _truth = CocoGroundTruth.Load(path, masks);

    private protected override Evaluated Evaluate(CocoEvaluationOptions options, CocoResults results)
    {
        options = options with { MaxDetections = ProposalNums, UseCategories = options.UseCategories && !_classAgnostic };
        var evaluation = new CocoEvaluator(_truth!, options).Evaluate(results);
        return new Evaluated(evaluation, evaluation.Stats);
    }

    private static int[] Limits(IReadOnlyList<int>? proposalNums) => proposalNums is null ? [100, 300, 1000] : [.. proposalNums.Order()];

    private static string[] NamesWith(int[] limits) => limits.Length == 0 ? [] :
    [
        .. ItemNames.Select(name => string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            name,
            limits[0],
            limits[Math.Min(1, limits.Length - 1)],
            limits[^1])),
    ];
}
