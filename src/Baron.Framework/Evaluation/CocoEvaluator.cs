using System.Runtime.InteropServices;
using Baron.Ops;

namespace Baron.Evaluation;

/// <summary>
/// COCO's detection evaluation: the same matching, sorting and averaging as pycocotools' <c>COCOeval</c>, to the last digit
/// that summation order leaves. Categories are evaluated one after the other, so memory does not grow with their number.
/// </summary>
public sealed class CocoEvaluator
{
    // numpy.spacing(1), which the COCO tools add so that 0 / 0 is 0.
    private const double MachineEpsilon = 1.0 / (1L << 52);

    private readonly CocoGroundTruth _truth;
    private readonly CocoEvaluationOptions _options;
    private readonly int[] _categoryIds;
    private readonly double[] _iouThresholds;
    private readonly int[] _maxDetections;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="truth">The ground truth.</param>
    /// <param name="options">Parameters, or <c>null</c> for COCO's own.</param>
    /// <exception cref="BaronException">A category is not in the ground truth, or a parameter is out of range.</exception>
    public CocoEvaluator(CocoGroundTruth truth, CocoEvaluationOptions? options = null)
    {
        (_truth, _options) = (truth, options ?? new CocoEvaluationOptions());
        var known = truth.Categories.Select(c => c.Id).ToHashSet();
        if (_options.CategoryIds?.FirstOrDefault(id => !known.Contains(id), -1) is { } unknown and not -1)
        {
            throw new BaronException($"Category {unknown} is not in {truth.Name}, which has {known.Count} categories.");
        }

        _categoryIds = [.. (_options.CategoryIds ?? known).Distinct().Order()];
        _maxDetections = [.. _options.MaxDetections.Order()];
        if (_options.IouThresholds.Count is < 1 or > 32)
        {
            throw new BaronException($"An evaluation needs 1 to 32 IoU thresholds, not {_options.IouThresholds.Count}.");
        }

        if (_maxDetections.Length == 0 || _maxDetections[0] < 1 || _options.RecallThresholds.Count == 0 || _options.AreaRanges.Count == 0)
        {
            throw new BaronException("An evaluation needs at least one recall threshold, one range of areas and one positive number of detections.");
        }

        // A threshold of 1 would be missed by rounding.
        _iouThresholds = [.. _options.IouThresholds.Select(t => Math.Min(t, 1 - 1e-10))];
    }

    /// <summary>Matches detections with the ground truth and accumulates precision and recall.</summary>
    /// <param name="results">The detections; those of categories that are not evaluated are left out.</param>
    /// <exception cref="BaronException">A detection's image is not in the ground truth, or a mask is missing or has another size.</exception>
    public CocoEvaluation Evaluate(CocoResults results)
    {
        var evaluation = new CocoEvaluation(_categoryIds, _options with { MaxDetections = _maxDetections });
        var images = new Dictionary<long, int>(_truth.ImageIds.Count);
        for (var i = 0; i < _truth.ImageIds.Count; i++)
        {
            images.Add(_truth.ImageIds[i], i);
        }

        var truth = Select(_truth.Annotations, images, a => (a.ImageId, a.CategoryId), strict: false);
        var found = Select(results.Detections, images, d => (d.ImageId, d.CategoryId), strict: true);
        var work = new Work(this, results.Detections);
        for (int k = 0, t = 0, d = 0; k < (_options.UseCategories ? _categoryIds.Length : 1); k++)
        {
            work.Begin();
            while (t < truth.Length || d < found.Length)
            {
                var key = Math.Min(t < truth.Length ? truth[t].Group : long.MaxValue, d < found.Length ? found[d].Group : long.MaxValue);
                if (_options.UseCategories && key / images.Count > k)
                {
                    break;
                }

                var (firstT, firstD) = (t, d);
                while (t < truth.Length && truth[t].Group == key)
                {
                    t++;
                }

                while (d < found.Length && found[d].Group == key)
                {
                    d++;
                }

                work.AddImage(truth.AsSpan(firstT, t - firstT), found.AsSpan(firstD, d - firstD));
            }

            work.Accumulate(evaluation, k);
        }

        return evaluation;
    }

    // Objects in the order category, image, as added. Without categories: image, category, as added, which is the order in
    // which the COCO tools join an image's categories.
    private Entry[] Select<T>(IReadOnlyList<T> items, Dictionary<long, int> images, Func<T, (long Image, int Category)> key, bool strict)
    {
        var categories = new Dictionary<int, int>(_categoryIds.Length);
        for (var k = 0; k < _categoryIds.Length; k++)
        {
            categories.Add(_categoryIds[k], k);
        }

        var entries = new List<Entry>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var (imageId, categoryId) = key(items[i]);
            if (!images.TryGetValue(imageId, out var image))
            {
                if (strict)
                {
                    throw new BaronException($"The results have detections of image {imageId}, which is not in {_truth.Name} ({images.Count} images); they belong to another dataset.");
                }

                continue;
            }

            if (categories.TryGetValue(categoryId, out var category))
            {
                entries.Add(_options.UseCategories
                    ? new Entry(((long)category * images.Count) + image, 0, i)
                    : new Entry(image, category, i));
            }
        }

        entries.Sort();
        return [.. entries];
    }

    private readonly record struct Entry(long Group, int Minor, int Index) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            var order = Group.CompareTo(other.Group);
            order = order != 0 ? order : Minor.CompareTo(other.Minor);
            return order != 0 ? order : Index.CompareTo(other.Index);
        }
    }

    /// <summary>The state of one category, with buffers that are used again for the next.</summary>
    private sealed class Work(CocoEvaluator owner, IReadOnlyList<CocoDetection> detections)
    {
        private readonly IReadOnlyList<CocoGroundTruthAnnotation> _annotations = owner._truth.Annotations;
        private readonly int _areas = owner._options.AreaRanges.Count;
        private readonly int _limit = owner._maxDetections[^1];

        // One element a detection of the category, images in order, best scores first within an image.
        private readonly List<double> _scores = [];
        private readonly List<int> _ranks = [];

        // The same times the number of area ranges; a bit for every IoU threshold.
        private readonly List<uint> _matched = [];
        private readonly List<uint> _ignored = [];
        private readonly long[] _positives = new long[owner._options.AreaRanges.Count];

        private double[] _ious = [];
        private int[] _order = [];
        private bool[] _taken = [];
        private bool[] _skip = [];
        private (double Score, int Index)[] _sorted = [];
        private int[] _byScore = [];
        private double[] _keys = [];
        private int[] _truePositives = [];
        private int[] _positions = [];
        private double[] _precision = [];

        public void Begin()
        {
            _scores.Clear();
            _ranks.Clear();
            _matched.Clear();
            _ignored.Clear();
            Array.Clear(_positives);
        }

        public void AddImage(ReadOnlySpan<Entry> truth, ReadOnlySpan<Entry> found)
        {
            var best = Best(found);
            Similarities(truth, best);
            for (var i = 0; i < best.Length; i++)
            {
                _scores.Add(best[i].Score);
                _ranks.Add(i);
            }

            var first = _matched.Count;
            CollectionsMarshal.SetCount(_matched, first + (best.Length * _areas));
            CollectionsMarshal.SetCount(_ignored, first + (best.Length * _areas));
            var matched = CollectionsMarshal.AsSpan(_matched)[first..];
            var ignored = CollectionsMarshal.AsSpan(_ignored)[first..];
            matched.Clear();
            ignored.Clear();
            for (var a = 0; a < _areas; a++)
            {
                Match(a, truth, best, matched, ignored);
            }
        }

        public void Accumulate(CocoEvaluation evaluation, int category)
        {
            var order = ByScore();
            for (var a = 0; a < _areas; a++)
            {
                if (_positives[a] == 0)
                {
                    // Nothing to find: the entries stay -1.
                    continue;
                }

                for (var m = 0; m < owner._maxDetections.Length; m++)
                {
                    for (var t = 0; t < owner._iouThresholds.Length; t++)
                    {
                        Curve(evaluation, order, category, a, m, t);
                    }
                }
            }
        }

        private ReadOnlySpan<(double Score, int Index)> Best(ReadOnlySpan<Entry> found)
        {
            Grow(ref _sorted, found.Length);
            for (var i = 0; i < found.Length; i++)
            {
                _sorted[i] = (SortKey(detections[found[i].Index].Score), i);
            }

            var sorted = _sorted.AsSpan(0, found.Length);

            // The position breaks ties, so the order is that of a stable sort.
            sorted.Sort();
            sorted = sorted[..Math.Min(found.Length, _limit)];
            foreach (ref var item in sorted)
            {
                var index = found[item.Index].Index;
                item = (detections[index].Score, index);
            }

            return sorted;
        }

        private void Similarities(ReadOnlySpan<Entry> truth, ReadOnlySpan<(double Score, int Index)> best)
        {
            Grow(ref _ious, truth.Length * best.Length);
            for (var d = 0; d < best.Length; d++)
            {
                var detection = detections[best[d].Index];
                for (var g = 0; g < truth.Length; g++)
                {
                    var annotation = _annotations[truth[g].Index];
                    _ious[(d * truth.Length) + g] = owner._options.IouType == CocoIouType.Mask
                        ? MaskIou(detection, annotation)
                        : BoxIou(detection, annotation);
                }
            }
        }

        private double MaskIou(in CocoDetection detection, in CocoGroundTruthAnnotation annotation)
        {
            if (detection.Mask is null || annotation.Mask is null)
            {
                throw new BaronException(detection.Mask is null
                    ? $"A detection of image {detection.ImageId} has no mask; evaluate boxes instead."
                    : $"{owner._truth.Name}: annotation {annotation.Id} has no mask; evaluate boxes instead.");
            }

            if (detection.Mask.Height != annotation.Mask.Height || detection.Mask.Width != annotation.Mask.Width)
            {
                throw new BaronException($"A detection of image {detection.ImageId} has a mask of {detection.Mask.Height} x {detection.Mask.Width} pixels; the ground truth has {annotation.Mask.Height} x {annotation.Mask.Width}.");
            }

            return RunLengthMask.Iou(detection.Mask, annotation.Mask, annotation.IsCrowd);
        }

        private static double BoxIou(in CocoDetection d, in CocoGroundTruthAnnotation g)
        {
            var width = Math.Min(d.Width + d.X, g.Width + g.X) - Math.Max(d.X, g.X);
            if (width <= 0)
            {
                return 0;
            }

            var height = Math.Min(d.Height + d.Y, g.Height + g.Y) - Math.Max(d.Y, g.Y);
            if (height <= 0)
            {
                return 0;
            }

            var intersection = width * height;
            var area = d.Width * d.Height;
            return intersection / (g.IsCrowd ? area : area + (g.Width * g.Height) - intersection);
        }

        private void Match(int area, ReadOnlySpan<Entry> truth, ReadOnlySpan<(double Score, int Index)> best, Span<uint> matched, Span<uint> ignored)
        {
            var range = owner._options.AreaRanges[area];
            var counted = OrderTruth(truth, range);
            _positives[area] += counted;
            Grow(ref _taken, truth.Length);
            for (var t = 0; t < owner._iouThresholds.Length; t++)
            {
                Array.Clear(_taken, 0, truth.Length);
                for (var d = 0; d < best.Length; d++)
                {
                    var g = Find(truth, d, counted, owner._iouThresholds[t]);
                    if (g < 0)
                    {
                        continue;
                    }

                    _taken[g] = true;

                    // The COCO tools note matches by the annotation's id, and an id of 0 reads as none.
                    if (_annotations[truth[_order[g]].Index].Id != 0)
                    {
                        matched[(d * _areas) + area] |= 1u << t;
                    }

                    if (g >= counted)
                    {
                        ignored[(d * _areas) + area] |= 1u << t;
                    }
                }
            }

            // Unmatched detections of other sizes are no mistakes of this one.
            for (var d = 0; d < best.Length; d++)
            {
                var size = detections[best[d].Index].Area;
                if (size < range.Min || size > range.Max)
                {
                    ignored[(d * _areas) + area] |= ~matched[(d * _areas) + area];
                }
            }
        }

        // The best free object for a detection: one that counts if any reaches the threshold, else an ignored one.
        private int Find(ReadOnlySpan<Entry> truth, int detection, int counted, double threshold)
        {
            var row = _ious.AsSpan(detection * truth.Length, truth.Length);
            var found = -1;
            for (var g = 0; g < truth.Length; g++)
            {
                if (g >= counted && found >= 0 && found < counted)
                {
                    break;
                }

                if ((_taken[g] && !_skip[g]) || row[_order[g]] < threshold)
                {
                    continue;
                }

                threshold = row[_order[g]];
                found = g;
            }

            return found;
        }

        private int OrderTruth(ReadOnlySpan<Entry> truth, CocoAreaRange range)
        {
            Grow(ref _order, truth.Length);
            Grow(ref _skip, truth.Length);
            var counted = 0;
            for (var g = 0; g < truth.Length; g++)
            {
                if (Counts(_annotations[truth[g].Index], range))
                {
                    _order[counted++] = g;
                }
            }

            var next = counted;
            for (var g = 0; g < truth.Length; g++)
            {
                if (!Counts(_annotations[truth[g].Index], range))
                {
                    _order[next++] = g;
                }
            }

            for (var g = 0; g < truth.Length; g++)
            {
                _skip[g] = _annotations[truth[_order[g]].Index].IsCrowd;
            }

            return counted;

            static bool Counts(in CocoGroundTruthAnnotation a, CocoAreaRange range) =>
                !a.IsCrowd && !(a.Area < range.Min || a.Area > range.Max);
        }

        private ReadOnlySpan<int> ByScore()
        {
            var count = _scores.Count;
            Grow(ref _byScore, count);
            Grow(ref _sorted, count);
            for (var i = 0; i < count; i++)
            {
                _sorted[i] = (SortKey(_scores[i]), i);
            }

            _sorted.AsSpan(0, count).Sort();
            Grow(ref _keys, count);
            for (var i = 0; i < count; i++)
            {
                _byScore[i] = _sorted[i].Index;
                _keys[i] = _scores[_byScore[i]];
            }

            return _byScore.AsSpan(0, count);
        }

        private void Curve(CocoEvaluation evaluation, ReadOnlySpan<int> order, int category, int area, int limit, int threshold)
        {
            var most = owner._maxDetections[limit];
            var bit = 1u << threshold;
            Grow(ref _truePositives, order.Length);
            Grow(ref _positions, order.Length);
            Grow(ref _precision, order.Length);
            var count = 0;
            var (tp, fp) = (0, 0);
            for (var i = 0; i < order.Length; i++)
            {
                var d = order[i];
                if (_ranks[d] >= most)
                {
                    continue;
                }

                if ((_ignored[(d * _areas) + area] & bit) == 0)
                {
                    if ((_matched[(d * _areas) + area] & bit) != 0)
                    {
                        tp++;
                    }
                    else
                    {
                        fp++;
                    }
                }

                (_truePositives[count], _positions[count]) = (tp, i);
                _precision[count] = tp / (fp + tp + MachineEpsilon);
                count++;
            }

            var positives = (double)_positives[area];
            evaluation.SetRecall(threshold, category, area, limit, count == 0 ? 0 : tp / positives);
            for (var i = count - 1; i > 0; i--)
            {
                _precision[i - 1] = Math.Max(_precision[i - 1], _precision[i]);
            }

            var recalls = owner._options.RecallThresholds;
            for (int r = 0, at = 0; r < recalls.Count; r++)
            {
                while (at < count && _truePositives[at] / positives < recalls[r])
                {
                    at++;
                }

                var reached = at < count;
                evaluation.SetPrecision(threshold, r, category, area, limit, reached ? _precision[at] : 0, reached ? _keys[_positions[at]] : 0);
            }
        }

        // Ascending keys give descending scores; scores that are no numbers come last, as numpy sorts them.
        private static double SortKey(double score) => double.IsNaN(score) ? double.PositiveInfinity : -score;

        private static void Grow<T>(ref T[] buffer, int count)
        {
            if (buffer.Length < count)
            {
                Array.Resize(ref buffer, Math.Max(count, buffer.Length * 2));
            }
        }
    }
}
