using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Baron.Evaluation;

/// <summary>
/// Matches the detections of one category after the other and draws their precision-recall curves. Its buffers grow to what the
/// largest category needs and are used again, so nothing is allocated for an image.
/// </summary>
internal sealed class CategoryMatcher
{
    // numpy.spacing(1), which the COCO tools add so that 0 / 0 is 0.
    private const double MachineEpsilon = 1.0 / (1L << 52);

    private static readonly Vector256<int>[] Lanes = [.. Enumerable.Range(0, 4).Select(v => Vector256.Create([.. Enumerable.Range(8 * v, 8).Select(i => 1 << i)]))];

    private readonly MatchingInput _input;
    private readonly int _areas;
    private readonly int _thresholds;
    private readonly double _lowest;
    private readonly uint _allThresholds;
    private readonly long[] _positives;
    private readonly BoxColumns _boxes = new();
    private readonly MaskIntervals _masks = new();

    // One element a detection of the category, images in order, best scores first within an image.
    private int _count;
    private int _mostInAnImage;
    private double[] _scores = [];
    private int[] _ranks = [];

    // The same times the number of area ranges; a bit for every IoU threshold.
    private uint[] _matched = [];
    private uint[] _ignored = [];

    // One image.
    private double[] _ious = [];
    private double[] _rowBest = [];
    private int[] _best = [];
    private int[] _candidates = [];
    private int[] _order = [];
    private bool[] _taken = [];
    private bool[] _counts = [];

    // One category.
    private double[] _keys = [];
    private int[] _items = [];
    private double[] _precision = [];
    private int[] _positions = [];

    /// <summary>Creates a matcher; each thread has its own.</summary>
    public CategoryMatcher(MatchingInput input)
    {
        _input = input;
        (_areas, _thresholds) = (input.Areas.Length, input.Thresholds.Length);
        _lowest = input.Thresholds.Min();
        _allThresholds = uint.MaxValue >> (32 - _thresholds);
        _positives = new long[_areas];
    }

    /// <summary>Evaluates a category.</summary>
    /// <param name="evaluation">Takes the result; other categories' are not touched.</param>
    /// <param name="category">The category's place.</param>
    /// <exception cref="BaronException">A mask is missing or has another size.</exception>
    public void Evaluate(CocoEvaluation evaluation, int category)
    {
        var (truth, found) = (_input.Truth, _input.Found);
        var (t, lastT) = (truth.Starts[category], truth.Starts[category + 1]);
        var (d, lastD) = (found.Starts[category], found.Starts[category + 1]);
        if (t == lastT)
        {
            // Nothing to find: the entries stay -1.
            return;
        }

        (_count, _mostInAnImage) = (0, 0);
        Array.Clear(_positives);
        while (t < lastT || d < lastD)
        {
            var image = Math.Min(
                t < lastT ? truth.Images[truth.Order[t]] : int.MaxValue,
                d < lastD ? found.Images[found.Order[d]] : int.MaxValue);
            var (firstT, firstD) = (t, d);
            while (t < lastT && truth.Images[truth.Order[t]] == image)
            {
                t++;
            }

            while (d < lastD && found.Images[found.Order[d]] == image)
            {
                d++;
            }

            AddImage(truth.Order.AsSpan(firstT, t - firstT), found.Order.AsSpan(firstD, d - firstD));
        }

        Accumulate(evaluation, category);
    }

    private void AddImage(ReadOnlySpan<int> truth, ReadOnlySpan<int> found)
    {
        var detections = _input.Results.Span;
        var best = Best(found, detections);
        var first = _count;
        _count += best.Length;
        _mostInAnImage = Math.Max(_mostInAnImage, best.Length);
        Grow(ref _scores, _count);
        Grow(ref _ranks, _count);
        Grow(ref _matched, _count * _areas);
        Grow(ref _ignored, _count * _areas);
        for (var i = 0; i < best.Length; i++)
        {
            (_scores[first + i], _ranks[first + i]) = (detections[best[i]].Score, i);
        }

        var matched = _matched.AsSpan(first * _areas, best.Length * _areas);
        var ignored = _ignored.AsSpan(first * _areas, best.Length * _areas);
        matched.Clear();
        ignored.Clear();
        if (!truth.IsEmpty)
        {
            var candidates = Similarities(truth, best, detections);
            for (var a = 0; a < _areas; a++)
            {
                MatchArea(a, truth, candidates, matched, ignored);
            }
        }

        // Unmatched detections of other sizes are no mistakes of this one.
        for (var d = 0; d < best.Length; d++)
        {
            var size = detections[best[d]].Area;
            var lenient = _input.Lenient is { } list && list[best[d]];
            for (var a = 0; a < _areas; a++)
            {
                if (lenient || size < _input.Areas[a].Min || size > _input.Areas[a].Max)
                {
                    ignored[(d * _areas) + a] |= ~matched[(d * _areas) + a];
                }
            }
        }
    }

    private ReadOnlySpan<int> Best(ReadOnlySpan<int> found, ReadOnlySpan<CocoDetection> detections)
    {
        Grow(ref _keys, found.Length);
        Grow(ref _items, found.Length);
        Grow(ref _best, found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            (_keys[i], _items[i]) = (ScoreOrder.Key(detections[found[i]].Score), i);
        }

        ScoreOrder.Sort(_keys.AsSpan(0, found.Length), _items.AsSpan(0, found.Length));
        var count = Math.Min(found.Length, _input.Limits[^1]);
        for (var i = 0; i < count; i++)
        {
            _best[i] = found[_items[i]];
        }

        return _best.AsSpan(0, count);
    }

    // Fills the overlaps and tells which detections reach any threshold with any object.
    private ReadOnlySpan<int> Similarities(ReadOnlySpan<int> truth, ReadOnlySpan<int> best, ReadOnlySpan<CocoDetection> detections)
    {
        Grow(ref _ious, truth.Length * best.Length);
        Grow(ref _rowBest, best.Length);
        Grow(ref _candidates, best.Length);
        if (_input.Masks)
        {
            MaskSimilarities(truth, best, detections);
        }
        else
        {
            _boxes.Clear();
            foreach (var g in truth)
            {
                _boxes.Add(_input.Annotations[g]);
            }

            for (var d = 0; d < best.Length; d++)
            {
                _rowBest[d] = _boxes.Overlaps(detections[best[d]], _ious.AsSpan(d * truth.Length, truth.Length));
            }
        }

        var count = 0;
        for (var d = 0; d < best.Length; d++)
        {
            if (_rowBest[d] >= _lowest)
            {
                _candidates[count++] = d;
            }
        }

        return _candidates.AsSpan(0, count);
    }

    private void MaskSimilarities(ReadOnlySpan<int> truth, ReadOnlySpan<int> best, ReadOnlySpan<CocoDetection> detections)
    {
        _masks.Clear();
        if (best.IsEmpty)
        {
            return;
        }

        foreach (var g in truth)
        {
            ref readonly var annotation = ref _input.Annotations[g];
            _masks.Add(annotation.Mask ?? throw new BaronException($"{_input.TruthName}: annotation {annotation.Id} has no mask; evaluate boxes instead."));
        }

        for (var d = 0; d < best.Length; d++)
        {
            ref readonly var detection = ref detections[best[d]];
            var mask = detection.Mask ?? throw new BaronException($"A detection of image {detection.ImageId} has no mask; evaluate boxes instead.");
            var number = _masks.Add(mask);
            var most = 0.0;
            for (var g = 0; g < truth.Length; g++)
            {
                ref readonly var annotation = ref _input.Annotations[truth[g]];
                if (mask.Height != annotation.Mask!.Height || mask.Width != annotation.Mask.Width)
                {
                    throw new BaronException($"A detection of image {detection.ImageId} has a mask of {mask.Height} x {mask.Width} pixels; the ground truth has {annotation.Mask.Height} x {annotation.Mask.Width}.");
                }

                var iou = _masks.Iou(number, g, annotation.IsCrowd);
                _ious[(d * truth.Length) + g] = iou;
                most = Math.Max(most, iou);
            }

            _rowBest[d] = most;
        }
    }

    private void MatchArea(int area, ReadOnlySpan<int> truth, ReadOnlySpan<int> candidates, Span<uint> matched, Span<uint> ignored)
    {
        var range = _input.Areas[area];
        Grow(ref _counts, truth.Length * _areas);
        var pattern = _counts.AsSpan(area * truth.Length, truth.Length);
        var counted = 0;
        for (var g = 0; g < truth.Length; g++)
        {
            ref readonly var a = ref _input.Annotations[truth[g]];
            pattern[g] = !a.IsCrowd && !a.Ignore && !(a.Area < range.Min || a.Area > range.Max);
            counted += pattern[g] ? 1 : 0;
        }

        _positives[area] += counted;
        if (candidates.IsEmpty)
        {
            return;
        }

        for (var earlier = 0; earlier < area; earlier++)
        {
            // Sizes that count the same objects match alike.
            if (_counts.AsSpan(earlier * truth.Length, truth.Length).SequenceEqual(pattern))
            {
                foreach (var d in candidates)
                {
                    matched[(d * _areas) + area] = matched[(d * _areas) + earlier];
                    ignored[(d * _areas) + area] = ignored[(d * _areas) + earlier];
                }

                return;
            }
        }

        OrderTruth(pattern, counted);
        Grow(ref _taken, truth.Length);
        for (var t = 0; t < _thresholds; t++)
        {
            var threshold = _input.Thresholds[t];
            Array.Clear(_taken, 0, truth.Length);
            foreach (var d in candidates)
            {
                if (_rowBest[d] < threshold)
                {
                    continue;
                }

                var g = Find(truth, d, counted, threshold);
                if (g < 0)
                {
                    continue;
                }

                _taken[g] = true;

                // The COCO tools note matches by the annotation's id, and an id of 0 reads as none.
                if (_input.Annotations[truth[_order[g]]].Id != 0)
                {
                    matched[(d * _areas) + area] |= 1u << t;
                }

                if (g >= counted)
                {
                    ignored[(d * _areas) + area] |= 1u << t;
                }
            }
        }
    }

    // The best free object for a detection: one that counts if any reaches the threshold, else an ignored one.
    private int Find(ReadOnlySpan<int> truth, int detection, int counted, double threshold)
    {
        var row = _ious.AsSpan(detection * truth.Length, truth.Length);
        var found = -1;
        for (var g = 0; g < truth.Length; g++)
        {
            if (g >= counted && found >= 0 && found < counted)
            {
                break;
            }

            var overlap = row[_order[g]];
            if (overlap < threshold || (_taken[g] && !_input.Annotations[truth[_order[g]]].IsCrowd))
            {
                continue;
            }

            threshold = overlap;
            found = g;
        }

        return found;
    }

    // Objects that count come first.
    private void OrderTruth(ReadOnlySpan<bool> pattern, int counted)
    {
        Grow(ref _order, pattern.Length);
        var (first, next) = (0, counted);
        for (var g = 0; g < pattern.Length; g++)
        {
            _order[pattern[g] ? first++ : next++] = g;
        }
    }

    private void Accumulate(CocoEvaluation evaluation, int category)
    {
        Grow(ref _keys, _count);
        Grow(ref _items, _count);
        for (var i = 0; i < _count; i++)
        {
            (_keys[i], _items[i]) = (ScoreOrder.Key(_scores[i]), i);
        }

        ScoreOrder.Sort(_keys.AsSpan(0, _count), _items.AsSpan(0, _count));
        for (var a = 0; a < _areas; a++)
        {
            if (_positives[a] == 0)
            {
                continue;
            }

            for (var m = 0; m < _input.Limits.Length; m++)
            {
                if (m > 0 && _mostInAnImage <= _input.Limits[m - 1])
                {
                    evaluation.CopyLimit(category, a, m - 1, m);
                }
                else
                {
                    Curves(evaluation, category, a, m);
                }
            }
        }
    }

    // Precision is largest where an object was just found, so only those places matter; all thresholds are followed at once.
    private void Curves(CocoEvaluation evaluation, int category, int area, int limit)
    {
        var most = _input.Limits[limit];
        var positives = _positives[area];
        var capacity = (int)positives;
        Grow(ref _precision, _thresholds * capacity);
        Grow(ref _positions, _thresholds * capacity);
        Span<Vector256<int>> counters = stackalloc Vector256<int>[(_thresholds + 7) / 8];
        counters.Clear();
        var judged = MemoryMarshal.Cast<Vector256<int>, int>(counters);
        Span<int> hits = stackalloc int[32];
        hits.Clear();
        for (var i = 0; i < _count; i++)
        {
            var d = _items[i];
            if (_ranks[d] >= most)
            {
                continue;
            }

            var valid = ~_ignored[(d * _areas) + area];
            var bits = Vector256.Create((int)valid);
            for (var v = 0; v < counters.Length; v++)
            {
                counters[v] -= Vector256.Equals(bits & Lanes[v], Lanes[v]);
            }

            for (var right = _matched[(d * _areas) + area] & valid & _allThresholds; right != 0; right &= right - 1)
            {
                var t = BitOperations.TrailingZeroCount(right);
                var at = (t * capacity) + hits[t]++;
                _precision[at] = hits[t] / (judged[t] + MachineEpsilon);
                _positions[at] = i;
            }
        }

        for (var t = 0; t < _thresholds; t++)
        {
            Read(evaluation, t, category, area, limit, hits[t], t * capacity, positives);
        }
    }

    private void Read(CocoEvaluation evaluation, int threshold, int category, int area, int limit, int hits, int first, double positives)
    {
        evaluation.SetRecall(threshold, category, area, limit, hits / positives);
        var precision = _precision.AsSpan(first, hits);
        for (var i = hits - 1; i > 0; i--)
        {
            precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        }

        var at = 0;
        for (var r = 0; r < _input.Recalls.Length; r++)
        {
            var wanted = _input.Recalls[r];
            if (!(wanted > 0))
            {
                // Reached before anything is found, at the best score.
                evaluation.SetPrecision(threshold, r, category, area, limit, hits > 0 ? precision[0] : 0, _count > 0 ? _scores[_items[0]] : 0);
                continue;
            }

            while (at < hits && (at + 1) / positives < wanted)
            {
                at++;
            }

            var reached = at < hits;
            evaluation.SetPrecision(threshold, r, category, area, limit, reached ? precision[at] : 0, reached ? _scores[_items[_positions[first + at]]] : 0);
        }
    }

    private static void Grow<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < count)
        {
            Array.Resize(ref buffer, Math.Max(count, buffer.Length * 2));
        }
    }
}
