using System.Globalization;
using Baron.Data;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>
/// Pascal VOC's average precision, named as MMDetection names it: <c>pascal_voc/mAP</c>, <c>pascal_voc/AP50</c>. The ground truth is
/// the evaluated dataset's own. A detection belongs to the object of its class that it overlaps most; of several detections of an
/// object the best one counts and the others are mistakes; what belongs to a difficult (ignored) object counts neither way. Classes
/// without an object do not count. Values are in 0-1 and not rounded; -1 stands for numbers without any ground truth.
/// </summary>
[Component("VOCMetric")]
public sealed class VocMetric : IMetric
{
    private readonly VocEvalMode _evalMode;
    private readonly IReadOnlyList<double> _iouThrs;
    private readonly bool _useLegacyCoordinate;
    private readonly bool _classwise;
    private readonly string _prefix;
    private VocClass[]? _classes;
    private HashSet<long> _images = [];

    /// <summary>Creates the metric.</summary>
    /// <param name="metric">What to compute; there is <c>mAP</c>.</param>
    /// <param name="evalMode"><c>11points</c> (VOC 2007's) or <c>area</c> (since 2010).</param>
    /// <param name="iouThrs">IoU thresholds; 0.5 by default. <c>mAP</c> is their mean, each is given as <c>AP50</c> and so on.</param>
    /// <param name="useLegacyCoordinate">Whether a box includes its last pixel (width is x2 - x1 + 1), as in the challenge's own tools and in MMDetection's.</param>
    /// <param name="classwise">Whether each class's average precision is given, as <c>pascal_voc/CLASS_AP50</c>, and a table by class is printed.</param>
    /// <param name="prefix">What stands before the slash in the names.</param>
    /// <exception cref="BaronException">A threshold is not in 0-1 or there are two of one name.</exception>
    public VocMetric(
        VocMetricKind metric = VocMetricKind.MeanAveragePrecision,
        VocEvalMode evalMode = VocEvalMode.ElevenPoints,
        [SingleOrList] IReadOnlyList<double>? iouThrs = null,
        bool useLegacyCoordinate = true,
        bool classwise = false,
        string prefix = "pascal_voc")
    {
        _ = metric;
        (_evalMode, _useLegacyCoordinate, _classwise, _prefix) = (evalMode, useLegacyCoordinate, classwise, prefix);
        _iouThrs = iouThrs is { Count: > 0 } ? iouThrs : [0.5];
        if (_iouThrs.Any(threshold => threshold is not (> 0 and <= 1)))
        {
            throw new BaronException($"VOCMetric: iou_thrs are above 0 and at most 1, not {string.Join(", ", _iouThrs)}.");
        }

        if (_iouThrs.GroupBy(threshold => Item(threshold)).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new BaronException($"VOCMetric: two of iou_thrs would be called {twice.Key}.");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ClassTable> ClassTables { get; private set; } = [];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: classes are not enough for this metric.</exception>
    public void Attach(DatasetInfo info) => throw new InvalidOperationException("VOCMetric takes the ground truth from the dataset and needs the dataset itself.");

    /// <inheritdoc/>
    /// <exception cref="BaronException">The dataset does not tell its annotations, or two of its images have one id.</exception>
    public void Attach(IDataset dataset)
    {
        if (dataset is not IAnnotatedDataset annotated)
        {
            throw new BaronException($"VOCMetric takes the ground truth from the evaluated dataset, and {dataset.GetType().Name} does not tell its annotations (IAnnotatedDataset).");
        }

        _images = [];
        _classes = [.. dataset.Info.ClassNames.Select(name => new VocClass(name, _useLegacyCoordinate ? 1 : 0))];
        for (var i = 0; i < dataset.Count; i++)
        {
            var image = annotated.GetImageId(i);
            if (!_images.Add(image))
            {
                throw new BaronException($"VOCMetric: two images of the evaluated dataset have the id {image}, so detections cannot be told apart.");
            }

            AddObjects(image, annotated.GetAnnotations(i));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="BaronException">The image is none of the dataset's, or a label is none of its classes.</exception>
    public void Add(ImageMeta meta, Detections detections)
    {
        var classes = Attached();
        if (!_images.Contains(meta.ImageId))
        {
            throw new BaronException($"VOCMetric: image {meta.ImageId} is not in the evaluated dataset.");
        }

        if (detections.Count == 0)
        {
            return;
        }

        var (boxes, scores, labels) = DetectionArrays.Read(meta, detections, classes.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            var at = i * 4;
            classes[labels[i]].AddDetection(meta.ImageId, new PixelBox(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]), scores[i]);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. Values(Array.ConvertAll(Attached(), c => c.Evaluate(_iouThrs, _evalMode))).Select(value => value.Key)];

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double>> Compute()
    {
        var numbers = Array.ConvertAll(Attached(), c => c.Evaluate(_iouThrs, _evalMode));
        Array.ForEach(Attached(), c => c.Clear());
        ClassTables = _classwise ? [ByClass(numbers)] : [];
        return Values(numbers);
    }

    private List<KeyValuePair<string, double>> Values(VocClassNumbers[] numbers)
    {
        var values = new List<KeyValuePair<string, double>>(_iouThrs.Select((threshold, t) => KeyValuePair.Create($"{_prefix}/{Item(threshold)}", Mean(numbers.Select(n => n.Precisions[t])))));
        values.Insert(0, new($"{_prefix}/mAP", Mean(values.Select(value => value.Value))));
        if (_classwise)
        {
            values.AddRange(_iouThrs.SelectMany((threshold, t) => numbers.Select(n => KeyValuePair.Create(NameOf(n, Item(threshold)), n.Precisions[t]))));
        }

        return values;
    }

    private ClassTable ByClass(VocClassNumbers[] numbers)
    {
        ClassTableColumn[] columns =
        [
            new("gts", IsCount: true),
            new("dets", IsCount: true),
            .. _iouThrs.SelectMany(threshold => new ClassTableColumn[] { new(Item(threshold, "recall")), new(Item(threshold)) }),
        ];
        return new ClassTable(_prefix, columns, [.. numbers.Select(n =>
        {
            double[] values = [n.Objects, n.Detections, .. n.Recalls.Zip(n.Precisions).SelectMany(pair => new[] { pair.First, pair.Second })];
            return new ClassTableRow(n.Name, [.. columns.Zip(values, (column, value) => KeyValuePair.Create(NameOf(n, column.Name), value))]);
        })]);
    }

    private string NameOf(VocClassNumbers ofClass, string item) => $"{_prefix}/{ofClass.Name}_{item}";

    private static string Item(double threshold, string what = "AP") => string.Create(CultureInfo.InvariantCulture, $"{what}{Math.Round(threshold * 100):00}");

    private static double Mean(IEnumerable<double> values) => values.Where(value => value >= 0).DefaultIfEmpty(-1).Average();

    private VocClass[] Attached() => _classes ?? throw new InvalidOperationException("The metric is not attached to a dataset.");

    private void AddObjects(long image, ImageAnnotations annotations)
    {
        foreach (var ofClass in Enumerable.Range(0, annotations.Boxes.Length).GroupBy(i => annotations.Labels[i]))
        {
            var ignored = ofClass.ToLookup(i => annotations.Ignored[i], i => annotations.Boxes[i]);
            _classes![ofClass.Key].AddObjects(image, [.. ignored[false]], [.. ignored[true]]);
        }
    }
}
