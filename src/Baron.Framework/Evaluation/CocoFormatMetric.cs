using Baron.Data;
using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>
/// A metric over an annotation file in COCO's format or one built on it. It collects and writes results and names the numbers;
/// derived classes read the file and evaluate.
/// </summary>
public abstract class CocoFormatMetric : IMetric
{
    // AP, AP50, AP75, APs, APm, APl: what every kind of evaluation starts with.
    private const int Common = 6;

    private readonly string _name;
    private readonly Options _options;
    private readonly IReadOnlyList<CocoMetricKind> _kinds;
    private readonly string[] _items;
    private readonly int _precisions;
    private readonly List<ClassTable> _tables = [];
    private CocoGroundTruth? _truth;
    private EvaluatedClasses? _classes;

    /// <summary>Creates the metric.</summary>
    /// <param name="name">The component, for messages.</param>
    /// <param name="options">The config's settings.</param>
    /// <param name="items">Names of all numbers, precisions first.</param>
    /// <param name="precisions">How many of them are precisions; the others are recalls.</param>
    /// <exception cref="BaronException">A setting is out of range.</exception>
    private protected CocoFormatMetric(string name, Options options, string[] items, int precisions)
    {
        (_name, _options, _items, _precisions) = (name, options, items, precisions);
        _kinds = options.Metric is { Count: > 0 } kinds ? kinds : [CocoMetricKind.Bbox];
        if (ProposalNums.Count == 0 || ProposalNums.Any(n => n < 1))
        {
            throw new BaronException($"{name}: proposal_nums must be positive numbers.");
        }

        if (options is { FormatOnly: true, OutfilePrefix: null })
        {
            throw new BaronException($"{name}: format_only needs outfile_prefix, the path of the result file to write.");
        }

        if (options.MetricItems?.FirstOrDefault(item => Array.IndexOf(items, item) < 0) is { } unknown)
        {
            throw new BaronException($"{name}: metric_items has '{unknown}'; there are {string.Join(", ", items)}.");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ClassTable> ClassTables => [.. _tables];

    /// <inheritdoc/>
    public IReadOnlyList<string> Names
    {
        get
        {
            if (_options.FormatOnly)
            {
                return [];
            }

            // No detections have the same names as some.
            var none = new CocoResults();
            var values = new List<KeyValuePair<string, double>>();
            foreach (var kind in _kinds)
            {
                Evaluate(kind, none, values);
            }

            _tables.Clear();
            return [.. values.Select(value => value.Key)];
        }
    }

    /// <summary>The numbers of detections or proposals an image that count.</summary>
    private protected IReadOnlyList<int> ProposalNums => _options.ProposalNums;

    /// <inheritdoc/>
    /// <exception cref="BaronException">The annotation file is not usable, or shares no class with the dataset.</exception>
    public void Attach(DatasetInfo info)
    {
        _truth = Load(_options.AnnFile, _kinds.Contains(CocoMetricKind.Segm));
        _classes = EvaluatedClasses.Find(_name, _truth, info, _options.Categories, _options.Splits ?? [], _options.SplitScheme);
    }

    /// <inheritdoc/>
    public void Add(ImageMeta meta, Detections detections) => Attached().Collector.Add(meta, detections);

    /// <inheritdoc/>
    /// <exception cref="BaronException">A detection's image is not in the annotation file, or the result file cannot be written.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Compute()
    {
        var results = Attached().Collector.Results;
        var values = new List<KeyValuePair<string, double>>();
        _tables.Clear();
        foreach (var kind in _kinds)
        {
            var detections = kind == CocoMetricKind.Segm ? results.WithMaskAreas(_name) : results;
            if (_options.OutfilePrefix is not null)
            {
                detections.Save($"{_options.OutfilePrefix}.{NameOf(kind)}.json");
            }

            if (!_options.FormatOnly)
            {
                Evaluate(kind, detections, values);
            }
        }

        results.Clear();
        return values;
    }

    /// <summary>Reads the ground truth.</summary>
    /// <param name="path">The annotation file.</param>
    /// <param name="masks">Whether masks are needed.</param>
    private protected abstract CocoGroundTruth Load(string path, bool masks);

    /// <summary>Evaluates with the ground truth that was loaded.</summary>
    /// <param name="options">The parameters, but for the numbers of detections.</param>
    /// <param name="results">The detections.</param>
    private protected abstract Evaluated Evaluate(CocoEvaluationOptions options, CocoResults results);

    private static string NameOf(CocoMetricKind kind) => kind == CocoMetricKind.Segm ? "segm" : "bbox";

    private EvaluatedClasses Attached() => _classes ?? throw new InvalidOperationException("The metric is not attached to a dataset.");

    private void Evaluate(CocoMetricKind kind, CocoResults results, List<KeyValuePair<string, double>> values)
    {
        var classes = Attached();
        var options = new CocoEvaluationOptions
        {
            IouType = kind == CocoMetricKind.Segm ? CocoIouType.Mask : CocoIouType.Box,
            CategoryIds = classes.Ids,
            UseCategories = kind != CocoMetricKind.Proposal,
        };
        options = _options.IouThrs is { } thresholds ? options with { IouThresholds = thresholds } : options;
        var prefix = _options.Prefix;
        if (kind == CocoMetricKind.ProposalFast)
        {
            var recalls = ProposalRecall.Compute(_truth!, results, ProposalNums, options.IouThresholds);
            values.AddRange(ProposalNums.Select((n, i) => KeyValuePair.Create($"{prefix}/AR@{n}", recalls[i])));
            return;
        }

        var evaluated = Evaluate(options, results);
        if (kind == CocoMetricKind.Proposal)
        {
            // Recalls carry no kind in their names.
            AddItems(values, $"{prefix}/", evaluated.Numbers(null), _items[_precisions..]);
            return;
        }

        AddItems(values, $"{prefix}/{NameOf(kind)}_", evaluated.Numbers(null), _items[.._precisions]);
        foreach (var (split, ids) in classes.Splits)
        {
            AddItems(values, $"{prefix}/{split}_{NameOf(kind)}_", evaluated.Numbers(ids), _items[..Common]);
        }

        if (_options.Classwise)
        {
            var table = ByClass(kind, classes, evaluated.Curves);
            _tables.Add(table);
            values.AddRange(table.Rows.Select(row => row.Values[0]));
        }
    }

    private ClassTable ByClass(CocoMetricKind kind, EvaluatedClasses classes, CocoEvaluation curves)
    {
        var start = $"{_options.Prefix}/{(_kinds.Count > 1 ? NameOf(kind) + "_" : "")}";

        // The first is called precision in MMDetection.
        string[] endings = ["precision", .. _items[1..Common]];
        return new ClassTable(
            $"{_options.Prefix}/{NameOf(kind)}",
            [.. _items[..Common].Select(item => new ClassTableColumn(item))],
            [.. classes.Categories.Select(c => new ClassTableRow(c.Name, [.. endings.Zip(curves.ClassPrecisions(c.Id), (ending, value) => KeyValuePair.Create($"{start}{c.Name}_{ending}", value))]))]);
    }

    private void AddItems(List<KeyValuePair<string, double>> values, string prefix, IReadOnlyList<double> numbers, string[] defaults) =>
        values.AddRange((_options.MetricItems ?? defaults).Select(item => KeyValuePair.Create(prefix + item, numbers[Array.IndexOf(_items, item)])));

    /// <summary>The settings of a config.</summary>
    private protected sealed record Options(
        string AnnFile,
        IReadOnlyList<CocoMetricKind>? Metric,
        bool Classwise,
        IReadOnlyList<int> ProposalNums,
        IReadOnlyList<double>? IouThrs,
        IReadOnlyList<string>? MetricItems,
        bool FormatOnly,
        string? OutfilePrefix,
        string Prefix,
        IReadOnlyList<string>? Splits,
        SplitScheme? SplitScheme,
        IReadOnlyList<string>? Categories);

    /// <summary>What an evaluation found.</summary>
    /// <param name="Curves">Precision and recall by category.</param>
    /// <param name="Numbers">The numbers, in the order of their names, averaged over some categories (<c>null</c>: all).</param>
    private protected sealed record Evaluated(CocoEvaluation Curves, Func<IReadOnlyCollection<int>?, IReadOnlyList<double>> Numbers);
}
