using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Samplers;

/// <summary>
/// Gives each prior the ground-truth box it overlaps most, when the overlap (IoU) is high enough; the background when it is low;
/// nothing in between. Boxes that no prior overlaps enough can take the best prior there is (Ren et al., Faster R-CNN, 2015).
/// </summary>
[Component("MaxIoUAssigner")]
public sealed class MaxIoUAssigner : IAssigner
{
    private readonly float _positive;
    private readonly float _negativeLow;
    private readonly float _negativeHigh;
    private readonly float _minPositive;
    private readonly bool _assignAll;
    private readonly double _ignoreThreshold;
    private readonly bool _ignoreByCandidates;
    private readonly bool _lowQuality;
    private readonly int _hostThreshold;

    /// <summary>Creates the assigner.</summary>
    /// <param name="posIouThr">Overlap from which a prior is positive.</param>
    /// <param name="negIouThr">Overlap below which a prior is background; or two numbers, the range (from, below) of background.</param>
    /// <param name="minPosIou">Overlap from which a box takes its best prior when that is not positive anyway.</param>
    /// <param name="gtMaxAssignAll">Whether all priors of that best overlap are taken, or only the first.</param>
    /// <param name="ignoreIofThr">Priors covered by ignored boxes by more than this are not used; -1: all are used.</param>
    /// <param name="ignoreWrtCandidates">Whether covered means relative to the prior's area, or to the ignored box's.</param>
    /// <param name="matchLowQuality">Whether boxes take their best prior at all.</param>
    /// <param name="gpuAssignThr">With more ground-truth boxes than this, overlaps are computed on the CPU to save device memory; -1: never.</param>
    /// <exception cref="BaronException">Thresholds that contradict each other.</exception>
    public MaxIoUAssigner(
        double posIouThr,
        [SingleOrList] IReadOnlyList<double> negIouThr,
        double minPosIou = 0,
        bool gtMaxAssignAll = true,
        double ignoreIofThr = -1,
        bool ignoreWrtCandidates = true,
        bool matchLowQuality = true,
        int gpuAssignThr = -1)
    {
        if (negIouThr.Count is not (1 or 2))
        {
            throw new BaronException($"MaxIoUAssigner: neg_iou_thr needs one number or a range of two, not {negIouThr.Count}.");
        }

        _positive = (float)posIouThr;
        _negativeLow = negIouThr.Count == 2 ? (float)negIouThr[0] : 0;
        _negativeHigh = (float)negIouThr[^1];
        if (_negativeHigh > _positive || _negativeLow > _negativeHigh)
        {
            throw new BaronException($"MaxIoUAssigner: neg_iou_thr {string.Join(" .. ", negIouThr)} must rise and not exceed pos_iou_thr {posIouThr}.");
        }

        _minPositive = (float)minPosIou;
        _assignAll = gtMaxAssignAll;
        _ignoreThreshold = ignoreIofThr;
        _ignoreByCandidates = ignoreWrtCandidates;
        _lowQuality = matchLowQuality;
        _hostThreshold = gpuAssignThr;
    }

    /// <inheritdoc/>
    public AssignResult Assign(Tensor priors, Tensor truthBoxes, Tensor truthLabels, Tensor? ignoredBoxes = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var ignore = _ignoreThreshold > 0 && ignoredBoxes is not null && ignoredBoxes.shape[0] > 0 ? ignoredBoxes : null;
        var onHost = priors.device_type == DeviceType.CPU || (_hostThreshold > 0 && truthBoxes.shape[0] > _hostThreshold);
        var result = onHost
            ? AssignOnHost(priors, truthBoxes, truthLabels, ignore)
            : AssignOnDevice(priors, truthBoxes, truthLabels, ignore);
        result.TruthIndices.MoveToOuterDisposeScope();
        result.MaxOverlaps.MoveToOuterDisposeScope();
        result.Labels.MoveToOuterDisposeScope();
        return result;
    }

    /// <summary>Managed loops over the boxes, without tensor operations.</summary>
    internal AssignResult AssignOnHost(Tensor priors, Tensor truthBoxes, Tensor truthLabels, Tensor? ignoredBoxes)
    {
        var priorTensor = Host(priors);
        var truthTensor = Host(truthBoxes);
        var ignoredTensor = ignoredBoxes is null ? null : Host(ignoredBoxes);
        var labelTensor = truthLabels.cpu().contiguous();
        var n = (int)priors.shape[0];
        var k = (int)truthBoxes.shape[0];
        var indices = empty([n], ScalarType.Int64);
        var overlaps = zeros([n], ScalarType.Float32);
        var labels = empty([n], ScalarType.Int64);
        var assigned = indices.AsSpan<long>();
        var best = overlaps.AsSpan<float>();
        var classes = labels.AsSpan<long>();
        assigned.Fill(k == 0 ? 0 : -1);
        classes.Fill(-1);
        if (k > 0 && n > 0)
        {
            var matrix = Overlaps(truthTensor.AsReadOnlySpan<float>(), priorTensor.AsReadOnlySpan<float>());
            if (ignoredTensor is not null)
            {
                MarkIgnored(matrix, k, ignoredTensor.AsReadOnlySpan<float>(), priorTensor.AsReadOnlySpan<float>());
            }

            var argmax = new int[n];
            matrix.AsSpan(0, n).CopyTo(best);
            for (var t = 1; t < k; t++)
            {
                var row = matrix.AsSpan(t * n, n);
                for (var i = 0; i < n; i++)
                {
                    if (row[i] > best[i])
                    {
                        best[i] = row[i];
                        argmax[i] = t;
                    }
                }
            }

            for (var i = 0; i < n; i++)
            {
                if (best[i] >= _positive)
                {
                    assigned[i] = argmax[i] + 1;
                }
                else if (best[i] >= _negativeLow && best[i] < _negativeHigh)
                {
                    assigned[i] = 0;
                }
            }

            if (_lowQuality)
            {
                TakeBest(matrix, k, assigned);
            }

            var truth = labelTensor.AsReadOnlySpan<long>();
            for (var i = 0; i < n; i++)
            {
                if (assigned[i] > 0)
                {
                    classes[i] = truth[(int)assigned[i] - 1];
                }
            }
        }

        return new AssignResult(indices.to(priors.device), overlaps.to(priors.device), labels.to(priors.device), k);
    }

    /// <summary>IoU of every truth (rows) with every prior.</summary>
    private static float[] Overlaps(ReadOnlySpan<float> truth, ReadOnlySpan<float> priors)
    {
        var n = priors.Length / 4;
        var matrix = new float[truth.Length / 4 * n];
        var areas = new float[n];
        for (var i = 0; i < n; i++)
        {
            areas[i] = (priors[(4 * i) + 2] - priors[4 * i]) * (priors[(4 * i) + 3] - priors[(4 * i) + 1]);
        }

        for (var t = 0; t < truth.Length / 4; t++)
        {
            var (x1, y1, x2, y2) = (truth[4 * t], truth[(4 * t) + 1], truth[(4 * t) + 2], truth[(4 * t) + 3]);
            var area = (x2 - x1) * (y2 - y1);
            var row = matrix.AsSpan(t * n, n);
            for (var i = 0; i < n; i++)
            {
                var box = priors.Slice(4 * i, 4);
                var w = MathF.Min(x2, box[2]) - MathF.Max(x1, box[0]);
                var h = MathF.Min(y2, box[3]) - MathF.Max(y1, box[1]);
                if (w > 0 && h > 0)
                {
                    var overlap = w * h;
                    row[i] = overlap / MathF.Max(area + areas[i] - overlap, 1e-6f);
                }
            }
        }

        return matrix;
    }

    private void MarkIgnored(float[] matrix, int truths, ReadOnlySpan<float> ignored, ReadOnlySpan<float> priors)
    {
        var n = priors.Length / 4;
        for (var i = 0; i < n; i++)
        {
            var box = priors.Slice(4 * i, 4);
            var covered = 0f;
            for (var j = 0; j < ignored.Length; j += 4)
            {
                var other = ignored.Slice(j, 4);
                var w = MathF.Min(box[2], other[2]) - MathF.Max(box[0], other[0]);
                var h = MathF.Min(box[3], other[3]) - MathF.Max(box[1], other[1]);
                if (w > 0 && h > 0)
                {
                    var of = _ignoreByCandidates ? box : other;
                    covered = MathF.Max(covered, w * h / MathF.Max((of[2] - of[0]) * (of[3] - of[1]), 1e-6f));
                }
            }

            if (covered > _ignoreThreshold)
            {
                for (var t = 0; t < truths; t++)
                {
                    matrix[(t * n) + i] = -1;
                }
            }
        }
    }

    private void TakeBest(float[] matrix, int truths, Span<long> assigned)
    {
        var n = assigned.Length;
        for (var t = 0; t < truths; t++)
        {
            var row = matrix.AsSpan(t * n, n);
            var highest = float.NegativeInfinity;
            var first = 0;
            for (var i = 0; i < n; i++)
            {
                if (row[i] > highest)
                {
                    highest = row[i];
                    first = i;
                }
            }

            if (!(highest >= _minPositive))
            {
                continue;
            }

            if (!_assignAll)
            {
                assigned[first] = t + 1;
                continue;
            }

            for (var i = first; i < n; i++)
            {
                if (row[i] == highest)
                {
                    assigned[i] = t + 1;
                }
            }
        }
    }

    /// <summary>Tensor operations only, for any device.</summary>
    internal AssignResult AssignOnDevice(Tensor priors, Tensor truthBoxes, Tensor truthLabels, Tensor? ignoredBoxes)
    {
        var device = priors.device;
        var n = priors.shape[0];
        var k = truthBoxes.shape[0];
        if (k == 0 || n == 0)
        {
            return new AssignResult(
                full([n], k == 0 ? 0 : -1, ScalarType.Int64, device),
                zeros([n], ScalarType.Float32, device),
                full([n], -1, ScalarType.Int64, device),
                (int)k);
        }

        var matrix = Ratio(truthBoxes, priors, null);
        if (ignoredBoxes is not null)
        {
            var covered = _ignoreByCandidates
                ? Ratio(priors, ignoredBoxes, priors).amax(1)
                : Ratio(ignoredBoxes, priors, ignoredBoxes).amax(0);
            matrix = matrix.masked_fill(covered.gt(_ignoreThreshold).unsqueeze(0), -1);
        }

        var (best, argmax) = matrix.max(0);
        var assigned = full([n], -1, ScalarType.Int64, device);
        assigned = assigned.masked_fill(best.ge(_negativeLow).logical_and(best.lt(_negativeHigh)), 0);
        assigned = where(best.ge(_positive), argmax + 1, assigned);
        if (_lowQuality)
        {
            var (highest, first) = matrix.max(1, true);
            var taken = _assignAll ? matrix.eq(highest) : zeros_like(matrix, ScalarType.Bool).scatter_(1, first, ones_like(first, ScalarType.Bool));
            taken = taken.logical_and(highest.ge(_minPositive));

            // The last box that wants a prior gets it.
            var order = arange(1, k + 1, ScalarType.Int64, device).unsqueeze(1);
            var (last, _) = (taken.to(ScalarType.Int64) * order).max(0);
            assigned = where(last.gt(0), last, assigned);
        }

        var labels = where(assigned.gt(0), truthLabels.index_select(0, (assigned - 1).clamp_min(0)), full([n], -1, ScalarType.Int64, device));
        return new AssignResult(assigned, best, labels, (int)k);
    }

    /// <summary>Intersection over union, or over the area of one side, of all pairs.</summary>
    private static Tensor Ratio(Tensor a, Tensor b, Tensor? denominator)
    {
        var left = a.unsqueeze(1);
        var right = b.unsqueeze(0);
        var size = (left.narrow(2, 2, 2).minimum(right.narrow(2, 2, 2)) - left.narrow(2, 0, 2).maximum(right.narrow(2, 0, 2))).clamp_min(0);
        var overlap = size.select(2, 0) * size.select(2, 1);
        var whole = denominator is null ? Area(a).unsqueeze(1) + Area(b).unsqueeze(0) - overlap : Area(a).unsqueeze(1);
        return overlap / whole.clamp_min(1e-6);
    }

    private static Tensor Area(Tensor boxes) =>
        (boxes.select(1, 2) - boxes.select(1, 0)) * (boxes.select(1, 3) - boxes.select(1, 1));

    private static Tensor Host(Tensor boxes) => boxes.cpu().to(ScalarType.Float32).contiguous();
}
