using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>The objects and detections of one class, matched by the rules of Pascal VOC.</summary>
/// <param name="name">The class.</param>
/// <param name="extent">What is added to differences of coordinates: 1 where a box includes its last pixel.</param>
internal sealed class VocClass(string name, float extent)
{
    private readonly Dictionary<long, (int First, int Count)> _objectsOfImage = [];
    private readonly List<PixelBox> _objects = [];
    private readonly List<bool> _ignored = [];
    private readonly List<Found> _detections = [];
    private int _positives;

    /// <summary>Objects of an image; each image comes once.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="objects">Those to be found.</param>
    /// <param name="ignored">Those that count neither way.</param>
    public void AddObjects(long image, IReadOnlyCollection<PixelBox> objects, IReadOnlyCollection<PixelBox> ignored)
    {
        _objectsOfImage.Add(image, (_objects.Count, objects.Count + ignored.Count));
        _objects.AddRange(objects);
        _ignored.AddRange(Enumerable.Repeat(false, objects.Count));
        _objects.AddRange(ignored);
        _ignored.AddRange(Enumerable.Repeat(true, ignored.Count));
        _positives += objects.Count;
    }

    /// <summary>A detection; which object it belongs to does not depend on thresholds.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="box">Its box.</param>
    /// <param name="score">Its score.</param>
    public void AddDetection(long image, PixelBox box, float score)
    {
        var (first, count) = _objectsOfImage.GetValueOrDefault(image);
        var best = new Found(score, float.NegativeInfinity, -1);
        for (var i = first; i < first + count; i++)
        {
            var overlap = Overlap(box, _objects[i]);
            if (overlap > best.Overlap)
            {
                best = best with { Overlap = overlap, Object = i };
            }
        }

        _detections.Add(best);
    }

    /// <summary>Forgets the detections.</summary>
    public void Clear() => _detections.Clear();

    /// <summary>The numbers of all detections.</summary>
    /// <param name="iouThrs">Overlaps from which on a detection has found its object.</param>
    /// <param name="mode">How precision is averaged.</param>
    public VocClassNumbers Evaluate(IReadOnlyList<double> iouThrs, VocEvalMode mode)
    {
        var order = BestFirst();
        var curves = iouThrs.Select(threshold => _positives == 0 ? null : Match(threshold, order)).ToList();
        return new VocClassNumbers(
            name, _positives, _detections.Count, [.. curves.Select(curve => curve?.Recall ?? -1)], [.. curves.Select(curve => curve?.AveragePrecision(mode) ?? -1)]);
    }

    private int[] BestFirst()
    {
        var keys = new double[_detections.Count];
        var order = new int[_detections.Count];
        for (var i = 0; i < order.Length; i++)
        {
            (keys[i], order[i]) = (ScoreOrder.Key(_detections[i].Score), i);
        }

        ScoreOrder.Sort(keys, order);
        return order;
    }

    private VocCurve Match(double iouThr, int[] order)
    {
        var taken = new bool[_objects.Count];
        var curve = new VocCurve(new double[order.Length], new double[order.Length]);
        var (hits, misses) = (0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            var found = _detections[order[i]];
            if (found.Object < 0 || found.Overlap < iouThr)
            {
                misses++;
            }
            else if (!_ignored[found.Object])
            {
                if (taken[found.Object])
                {
                    misses++;
                }
                else
                {
                    taken[found.Object] = true;
                    hits++;
                }
            }

            curve.Recalls[i] = (double)hits / _positives;
            curve.Precisions[i] = hits == 0 ? 0 : (double)hits / (hits + misses);
        }

        return curve;
    }

    // In single precision and in this order, as the reference computes it: overlaps close to a threshold fall on the same side.
    private float Overlap(PixelBox a, PixelBox b)
    {
        var width = Math.Max(Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1) + extent, 0);
        var height = Math.Max(Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1) + extent, 0);
        var shared = width * height;
        var union = Area(a) + Area(b) - shared;
        return shared / Math.Max(union, 1e-6f);
    }

    private float Area(PixelBox box) => (box.X2 - box.X1 + extent) * (box.Y2 - box.Y1 + extent);

    private readonly record struct Found(float Score, float Overlap, int Object);
}
