using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Samplers.Bags;

/// <summary>
/// BARON's neighbourhood sampling (Wu et al., 2023, section 3.2): around each chosen proposal lies a 3 x 3 checkerboard of boxes
/// of its size; bags are random subsets of it that contain the proposal, in several random orders.
/// </summary>
[Component("NeighborhoodSampling")]
public sealed class NeighborhoodSampling : IBagSampler
{
    private const int Cells = 9;
    private const int Center = 4;

    // A box whose neighbours are all but impossible would otherwise be drawn for very long.
    private const int MostDraws = 10_000;

    private readonly IRandomSource _random;
    private readonly ProposalFilter _filter;
    private readonly int _maxGroups;
    private readonly int _maxPermutations;
    private readonly float _alpha;
    private readonly float _cutOff;
    private readonly float _baseProbability;
    private readonly float _interval;

    /// <summary>Creates the sampling.</summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="shapeRatioThr">Proposals' width / height must lie between this and its inverse.</param>
    /// <param name="areaRatioThr">Proposals must cover more than this share of the image.</param>
    /// <param name="objectnessThr">Proposals must score above this.</param>
    /// <param name="nmsThr">Proposals that overlap a better one by more than this are dropped.</param>
    /// <param name="topk">Proposals looked at, best first.</param>
    /// <param name="maxGroups">Bags around a proposal, at most.</param>
    /// <param name="maxPermutations">Random orders of a bag, at most.</param>
    /// <param name="alpha">How much elongated boxes prefer neighbours across their short side.</param>
    /// <param name="cutOffThr">Room that a neighbour needs inside the image, in box sizes.</param>
    /// <param name="baseProbability">Probability of a direct neighbour of a square box.</param>
    /// <param name="interval">Distance of neighbours in box sizes; negative: they overlap.</param>
    /// <exception cref="BaronException">A setting is out of range.</exception>
    public NeighborhoodSampling(
        IRandomSource random,
        double shapeRatioThr = 0.25,
        double areaRatioThr = 0.01,
        double objectnessThr = 0.85,
        double nmsThr = 0.1,
        int topk = 300,
        int maxGroups = 3,
        int maxPermutations = 2,
        double alpha = 3.0,
        double cutOffThr = 0.3,
        double baseProbability = 0.3,
        double interval = -0.1)
    {
        if (shapeRatioThr is <= 0 or >= 1 || topk < 1 || maxGroups < 1 || maxPermutations < 1 || baseProbability is < 0 or > 1 || interval <= -1)
        {
            throw new BaronException("NeighborhoodSampling: shape_ratio_thr must lie between 0 and 1, topk, max_groups and max_permutations be at least 1, base_probability from 0 to 1, and interval above -1.");
        }

        _random = random;
        _filter = new ProposalFilter(shapeRatioThr, areaRatioThr, objectnessThr, topk);
        (ObjectnessThreshold, NmsThreshold, TopK) = (objectnessThr, nmsThr, topk);
        (_maxGroups, _maxPermutations) = (maxGroups, maxPermutations);
        (_alpha, _cutOff, _baseProbability, _interval) = ((float)alpha, (float)cutOffThr, (float)baseProbability, (float)interval);
    }

    /// <inheritdoc/>
    public int TopK { get; }

    /// <inheritdoc/>
    public double ObjectnessThreshold { get; }

    /// <inheritdoc/>
    public double NmsThreshold { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ScoredBox> Select(IReadOnlyList<ScoredBox> proposals, IReadOnlyList<ScoredBox> truths, ImageSize image)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        ArgumentNullException.ThrowIfNull(truths);
        var candidates = Candidates(proposals, truths);
        if (candidates.Count == 0)
        {
            candidates.Add(new ScoredBox(0, 0, image.Width - 1, image.Height - 1, 1));
        }

        return GreedyNms.Keep(_filter.Fitting(candidates, (float)(image.Width - 1) * (image.Height - 1)), NmsThreshold);
    }

    /// <inheritdoc/>
    public BagSample Group(IReadOnlyList<ScoredBox> boxes, ImageSize image)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        var builder = new Builder();
        var seen = new HashSet<int>();
        foreach (var box in boxes)
        {
            var probabilities = Probabilities(box, image);
            var wanted = Math.Min(_maxGroups, BagOrders.Factorial(probabilities.Count(p => p > 0) - 1));
            seen.Clear();
            for (var draw = 0; draw < MostDraws && seen.Count < wanted; draw++)
            {
                var mask = 0;
                for (var cell = 0; cell < Cells; cell++)
                {
                    mask |= _random.NextDouble() < probabilities[cell] ? 1 << cell : 0;
                }

                if (seen.Add(mask))
                {
                    AddGroup(builder, box, mask, image);
                }
            }

            builder.Groups.Add(seen.Count);
        }

        return builder.Build();
    }

    /// <summary>The ground truth with score 1, then the best proposals.</summary>
    internal List<ScoredBox> Candidates(IReadOnlyList<ScoredBox> proposals, IReadOnlyList<ScoredBox> truths) => _filter.Candidates(proposals, truths);

    /// <summary>Probabilities of a neighbour to the left, right, above and below.</summary>
    internal (float Left, float Right, float Up, float Down) DirectionProbabilities(ScoredBox box, ImageSize image)
    {
        var (width, height) = (box.X2 - box.X1, box.Y2 - box.Y1);
        var horizontal = Direction(height / width);
        var vertical = Direction(width / height);
        var needed = _cutOff + _interval;
        return (
            box.X1 / width > needed ? horizontal : 0,
            (image.Width - box.X2) / width > needed ? horizontal : 0,
            box.Y1 / height > needed ? vertical : 0,
            (image.Height - box.Y2) / height > needed ? vertical : 0);
    }

    /// <summary>Probability of each cell; corners have the geometric mean of the two directions they lie in.</summary>
    internal float[] Probabilities(ScoredBox box, ImageSize image)
    {
        var (left, right, up, down) = DirectionProbabilities(box, image);
        return
        [
            MathF.Sqrt(left * up), up, MathF.Sqrt(right * up),
            left, 1, right,
            MathF.Sqrt(left * down), down, MathF.Sqrt(right * down),
        ];
    }

    /// <summary>The box of a cell, not clamped.</summary>
    internal ScoredBox Neighbour(ScoredBox box, int cell)
    {
        var (width, height) = (box.X2 - box.X1, box.Y2 - box.Y1);
        var dx = ((cell % 3) - 1) * (1 + _interval) * width;
        var dy = ((cell / 3) - 1) * (1 + _interval) * height;
        return cell == Center ? box : new ScoredBox(box.X1 + dx, box.Y1 + dy, box.X2 + dx, box.Y2 + dy, box.Score);
    }

    private float Direction(float ratio) => Math.Clamp(MathF.Pow(ratio, _alpha) * _baseProbability, 0, _baseProbability);

    private void AddGroup(Builder builder, ScoredBox box, int mask, ImageSize image)
    {
        var ids = Enumerable.Range(0, Cells).Where(cell => (mask & (1 << cell)) != 0).ToArray();
        var boxes = new ScoredBox[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var b = Neighbour(box, ids[i]);
            boxes[i] = b with
            {
                X1 = Math.Clamp(b.X1, 0, image.Width),
                Y1 = Math.Clamp(b.Y1, 0, image.Height),
                X2 = Math.Clamp(b.X2, 0, image.Width),
                Y2 = Math.Clamp(b.Y2, 0, image.Height),
            };
        }

        var spanned = new ScoredBox(boxes.Min(b => b.X1), boxes.Min(b => b.Y1), boxes.Max(b => b.X2), boxes.Max(b => b.Y2), 0);
        builder.AddSpanned(spanned);
        var orders = BagOrders.Draw(ids.Length, _maxPermutations, _random);
        foreach (var order in orders)
        {
            foreach (var i in order)
            {
                builder.AddBox(ids[i], boxes[i], spanned);
            }

            builder.Sequences.Add(ids.Length);
        }

        builder.Orders.Add(orders.Count);
    }

    private sealed class Builder
    {
        private readonly List<float> _boxes = [];
        private readonly List<float> _normed = [];
        private readonly List<float> _spanned = [];
        private readonly List<int> _ids = [];

        public List<int> Sequences { get; } = [];

        public List<int> Orders { get; } = [];

        public List<int> Groups { get; } = [];

        public void AddSpanned(ScoredBox box) => Add(_spanned, box.X1, box.Y1, box.X2, box.Y2);

        public void AddBox(int id, ScoredBox box, ScoredBox spanned)
        {
            var (width, height) = (spanned.X2 - spanned.X1, spanned.Y2 - spanned.Y1);
            _ids.Add(id);
            Add(_boxes, box.X1, box.Y1, box.X2, box.Y2);
            Add(_normed, (box.X1 - spanned.X1) / width, (box.Y1 - spanned.Y1) / height, (box.X2 - spanned.X1) / width, (box.Y2 - spanned.Y1) / height);
        }

        public BagSample Build() => new([.. _boxes], [.. _normed], [.. _spanned], [.. _ids], [.. Sequences], [.. Orders], [.. Groups]);

        private static void Add(List<float> list, params ReadOnlySpan<float> values) => list.AddRange(values);
    }
}
