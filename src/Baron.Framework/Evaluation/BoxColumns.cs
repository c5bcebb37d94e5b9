using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Baron.Evaluation;

/// <summary>
/// The ground-truth boxes of one image, column by column, so that a detection is compared with several at a time. The
/// arithmetic and its order are those of the COCO tools, so the results are equal to the last bit.
/// </summary>
internal sealed class BoxColumns
{
    private double[] _left = [];
    private double[] _top = [];
    private double[] _right = [];
    private double[] _bottom = [];
    private double[] _area = [];
    private long[] _crowd = [];

    /// <summary>The number of boxes.</summary>
    public int Count { get; private set; }

    /// <summary>Removes every box.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a box.</summary>
    public void Add(in CocoGroundTruthAnnotation a)
    {
        if (Count == _left.Length)
        {
            var size = Math.Max(16, Count * 2);
            Array.Resize(ref _left, size);
            Array.Resize(ref _top, size);
            Array.Resize(ref _right, size);
            Array.Resize(ref _bottom, size);
            Array.Resize(ref _area, size);
            Array.Resize(ref _crowd, size);
        }

        (_left[Count], _top[Count], _right[Count], _bottom[Count]) = (a.X, a.Y, a.Width + a.X, a.Height + a.Y);
        (_area[Count], _crowd[Count]) = (a.Width * a.Height, a.IsCrowd ? -1 : 0);
        Count++;
    }

    /// <summary>Intersection over union of a detection with every box; over the detection's area for crowds.</summary>
    /// <param name="d">The detection.</param>
    /// <param name="row">Takes <see cref="Count"/> numbers.</param>
    /// <returns>The largest of them.</returns>
    public double Overlaps(in CocoDetection d, Span<double> row)
    {
        var (left, top, right, bottom) = (d.X, d.Y, d.Width + d.X, d.Height + d.Y);
        var area = d.Width * d.Height;
        var best = 0.0;
        var g = 0;
        if (Vector256.IsHardwareAccelerated && Count >= Vector256<double>.Count)
        {
            var (l, t, r, b) = (Vector256.Create(left), Vector256.Create(top), Vector256.Create(right), Vector256.Create(bottom));
            var own = Vector256.Create(area);
            var largest = Vector256<double>.Zero;
            for (; g <= Count - Vector256<double>.Count; g += Vector256<double>.Count)
            {
                var width = Vector256.Min(r, Load(_right, g)) - Vector256.Max(l, Load(_left, g));
                var height = Vector256.Min(b, Load(_bottom, g)) - Vector256.Max(t, Load(_top, g));
                var inside = Vector256.GreaterThan(width, Vector256<double>.Zero) & Vector256.GreaterThan(height, Vector256<double>.Zero);
                if (inside == Vector256<double>.Zero)
                {
                    Vector256<double>.Zero.CopyTo(row[g..]);
                    continue;
                }

                var intersection = width * height;
                var crowd = Vector256.LoadUnsafe(ref _crowd[g]).AsDouble();
                var union = Vector256.ConditionalSelect(crowd, own, own + Load(_area, g) - intersection);
                var iou = Vector256.ConditionalSelect(inside, intersection / union, Vector256<double>.Zero);
                iou.CopyTo(row[g..]);
                largest = Vector256.Max(largest, iou);
            }

            for (var i = 0; i < Vector256<double>.Count; i++)
            {
                best = Math.Max(best, largest[i]);
            }
        }

        for (; g < Count; g++)
        {
            var width = Math.Min(right, _right[g]) - Math.Max(left, _left[g]);
            var height = Math.Min(bottom, _bottom[g]) - Math.Max(top, _top[g]);
            var iou = 0.0;
            if (width > 0 && height > 0)
            {
                var intersection = width * height;
                iou = intersection / (_crowd[g] != 0 ? area : area + _area[g] - intersection);
            }

            row[g] = iou;
            best = Math.Max(best, iou);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load(double[] column, int at) => Vector256.LoadUnsafe(ref column[at]);
}
