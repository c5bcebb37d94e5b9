using Baron.Data;
using Baron.Registry;

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
public sealed class LvisMetric : CocoFormatMetric
{
    private const int Limit = 300;

    private static readonly string[] ItemNames =
        ["AP", "AP50", "AP75", "APs", "APm", "APl", "APr", "APc", "APf", "AR@300", "ARs@300", "ARm@300", "ARl@300"];

    private LvisGroundTruth? _truth;

    /// <summary>Creates the metric.</summary>
    /// <param name="annFile">The annotation file with the ground truth, in LVIS's format (v0.5 or v1); all of its images are evaluated.</param>
    /// <param name="metric">
    /// What to compute: <c>bbox</c> (the default), <c>segm</c>, <c>proposal</c> (recall whatever the class), <c>proposal_fast</c>
    /// (recall by the best pairs of objects and proposals), or several of them.
    /// </param>
    /// <param name="classwise">Whether each class's average precision is given, as <c>lvis/CLASS_precision</c>, and a table by class is printed.</param>
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
        : base(
            "LVISMetric",
            new Options(annFile, metric, classwise, proposalNums ?? [100, 300, 1000], iouThrs, metricItems, formatOnly, outfilePrefix, prefix, splits, splitScheme, categories),
            ItemNames,
            precisions: 9)
    {
    }

    private protected override CocoGroundTruth Load(string path, bool masks)
    {
        _truth = LvisGroundTruth.Load(path, masks);
        return _truth.Objects;
    }

    private protected override Evaluated Evaluate(CocoEvaluationOptions options, CocoResults results)
    {
        var evaluation = new LvisEvaluator(_truth!, options with { MaxDetections = [Limit] }).Evaluate(results);
        return new Evaluated(evaluation.Curves, ids => [.. evaluation.Results(ids).Select(number => number.Value)]);
    }
}
