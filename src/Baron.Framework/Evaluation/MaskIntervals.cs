using Baron.Ops;

namespace Baron.Evaluation;

/// <summary>
/// The runs inside several masks as intervals [start, end) of pixels counted down the columns, in one buffer that is used again
/// for every image. Masks are compared by their intervals and never expanded.
/// </summary>
internal sealed class MaskIntervals
{
    private readonly List<(int First, int Count, long Area)> _masks = [];
    private long[] _ends = [];
    private int _used;

    /// <summary>Removes every mask.</summary>
    public void Clear()
    {
        _masks.Clear();
        _used = 0;
    }

    /// <summary>Adds a mask.</summary>
    /// <returns>Its number, counted from 0.</returns>
    public int Add(RunLengthMask mask)
    {
        var counts = mask.Counts;
        if (_ends.Length < _used + counts.Length)
        {
            Array.Resize(ref _ends, Math.Max(_used + counts.Length, _ends.Length * 2));
        }

        var first = _used;
        var (position, area) = (0L, 0L);
        for (var i = 0; i + 1 < counts.Length; i += 2)
        {
            var start = position + counts[i];
            position = start + counts[i + 1];
            if (position == start)
            {
                continue;
            }

            area += position - start;
            _ends[_used++] = start;
            _ends[_used++] = position;
        }

        _masks.Add((first, _used - first, area));
        return _masks.Count - 1;
    }

    /// <summary>Intersection over union of two masks, or over the first one's area where the second is a crowd.</summary>
    /// <param name="detection">The number of the detection's mask.</param>
    /// <param name="truth">The number of the ground truth's mask.</param>
    /// <param name="crowd">Whether the ground truth is a crowd.</param>
    public double Iou(int detection, int truth, bool crowd)
    {
        var (firstA, countA, areaA) = _masks[detection];
        var (firstB, countB, areaB) = _masks[truth];
        var intersection = Intersection(_ends.AsSpan(firstA, countA), _ends.AsSpan(firstB, countB));
        return intersection == 0 ? 0 : (double)intersection / (crowd ? areaA : areaA + areaB - intersection);
    }

    private static long Intersection(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        if (a.IsEmpty || b.IsEmpty || a[^1] <= b[0] || b[^1] <= a[0])
        {
            return 0;
        }

        var (i, j) = (Skip(a, b[0]), Skip(b, a[0]));
        var sum = 0L;
        while (i < a.Length && j < b.Length)
        {
            var (endA, endB) = (a[i + 1], b[j + 1]);
            sum += Math.Max(0, Math.Min(endA, endB) - Math.Max(a[i], b[j]));
            i += endA <= endB ? 2 : 0;
            j += endB <= endA ? 2 : 0;
        }

        return sum;
    }

    // The first interval that ends behind a position.
    private static int Skip(ReadOnlySpan<long> intervals, long position)
    {
        var (low, high) = (0, intervals.Length / 2);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (intervals[(middle * 2) + 1] <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low * 2;
    }
}
