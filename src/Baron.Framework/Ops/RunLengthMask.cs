using System.Text;

namespace Baron.Ops;

/// <summary>
/// A binary mask as run lengths in COCO's form: pixels go down the columns, left to right; runs of 0 and 1 alternate and the
/// first is of 0. All results equal those of the COCO tools (pycocotools) exactly.
/// </summary>
public sealed class RunLengthMask
{
    private readonly uint[] _counts;

    /// <summary>Wraps run lengths.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="counts">Lengths of the runs of 0, 1, 0, ...; kept.</param>
    public RunLengthMask(int height, int width, uint[] counts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        (Height, Width, _counts) = (height, width, counts);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Lengths of the runs of 0, 1, 0, ...</summary>
    public ReadOnlySpan<uint> Counts => _counts;

    /// <summary>The number of pixels inside.</summary>
    public long Area
    {
        get
        {
            var area = 0L;
            for (var i = 1; i < _counts.Length; i += 2)
            {
                area += _counts[i];
            }

            return area;
        }
    }

    /// <summary>The smallest box around the mask, (x, y, width, height) in whole pixels; zeros for an empty mask.</summary>
    public (int X, int Y, int Width, int Height) Bounds
    {
        get
        {
            var runs = _counts.Length / 2 * 2;
            if (runs == 0)
            {
                return default;
            }

            var (left, top, right, bottom) = (Width, Height, 0, 0);
            var position = 0L;
            var start = 0;
            for (var i = 0; i < runs; i++)
            {
                // The first and the last pixel of every run of 1.
                position += _counts[i];
                var pixel = position - (i % 2);
                var y = (int)(pixel % Height);
                var x = (int)(pixel / Height);
                if (i % 2 == 0)
                {
                    start = x;
                }
                else if (start < x)
                {
                    // A run over a column's end touches its top and its bottom.
                    (top, bottom) = (0, Height - 1);
                }

                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }

            return (left, top, right - left + 1, bottom - top + 1);
        }
    }

    /// <summary>Encodes pixels.</summary>
    /// <param name="pixels"><c>[height, width]</c>, row by row; every value but 0 is inside.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">The number of pixels does not fit the size.</exception>
    public static RunLengthMask FromPixels(ReadOnlySpan<byte> pixels, int height, int width)
    {
        if (pixels.Length != (long)height * width)
        {
            throw new ArgumentException($"{pixels.Length} pixels do not make a mask of {height} x {width}.", nameof(pixels));
        }

        // Objects fill a small part of an image: rows are searched for the part by vectors, and only its columns are followed.
        var (left, right, top, bottom) = (width, -1, height, -1);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * width, width);
            var first = row.IndexOfAnyExcept((byte)0);
            if (first >= 0)
            {
                (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExcept((byte)0)));
                (top, bottom) = (Math.Min(top, y), y);
            }
        }

        var counts = new List<uint>();
        var inside = false;
        var start = 0L;
        for (var x = left; x <= right; x++)
        {
            if (inside && top > 0)
            {
                Turn((long)x * height);
            }

            for (int y = top, at = (top * width) + x; y <= bottom; y++, at += width)
            {
                if ((pixels[at] != 0) != inside)
                {
                    Turn(((long)x * height) + y);
                }
            }

            if (inside && bottom < height - 1)
            {
                Turn(((long)x * height) + bottom + 1);
            }
        }

        if (inside && right < width - 1)
        {
            Turn((right + 1L) * height);
        }

        counts.Add((uint)(((long)height * width) - start));
        return new RunLengthMask(height, width, [.. counts]);

        void Turn(long position)
        {
            counts.Add((uint)(position - start));
            (start, inside) = (position, !inside);
        }
    }

    /// <summary>Decodes COCO's compressed form (<c>counts</c> as text).</summary>
    /// <param name="text">Six bits a character: five of a number, one that says whether it goes on.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="FormatException">The text is not of that form, or its runs do not fit the size.</exception>
    public static RunLengthMask FromText(string text, int height, int width)
    {
        var counts = new List<uint>();
        var total = 0L;
        for (var at = 0; at < text.Length;)
        {
            var value = 0L;
            var more = true;
            for (var shift = 0; more; shift += 5)
            {
                if (at >= text.Length || shift > 35 || text[at] is < '0' or > 'o')
                {
                    throw new FormatException("The run lengths of a mask are damaged.");
                }

                var bits = text[at++] - 48;
                value |= (long)(bits & 0x1f) << shift;
                more = (bits & 0x20) != 0;
                if (!more && (bits & 0x10) != 0)
                {
                    value |= -1L << (shift + 5);
                }
            }

            // From the fourth on, a number is the difference to the one two before.
            value += counts.Count > 2 ? counts[^2] : 0;
            total += value;
            if (value < 0 || total > (long)height * width)
            {
                throw new FormatException($"The run lengths of a mask do not fit {height} x {width} pixels.");
            }

            counts.Add((uint)value);
        }

        return new RunLengthMask(height, width, [.. counts]);
    }

    /// <summary>Fills polygons by the COCO tools' rule (outlines on a grid five times as fine) and unites them.</summary>
    /// <param name="polygons">Each x1, y1, x2, y2, ... in pixels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static RunLengthMask FromPolygons(IReadOnlyList<double[]> polygons, int height, int width)
    {
        if (polygons.Count == 1)
        {
            return FromPolygon(polygons[0], height, width);
        }

        return Merge([.. polygons.Select(p => FromPolygon(p, height, width))], intersect: false);
    }

    /// <summary>The union or the intersection of masks.</summary>
    /// <param name="masks">Masks of one size; none gives an empty mask of 0 x 0.</param>
    /// <param name="intersect">Whether a pixel must be in all of them.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static RunLengthMask Merge(IReadOnlyList<RunLengthMask> masks, bool intersect)
    {
        if (masks.Count == 0)
        {
            return new RunLengthMask(0, 0, []);
        }

        var result = masks[0];
        for (var i = 1; i < masks.Count; i++)
        {
            if (masks[i].Height != result.Height || masks[i].Width != result.Width)
            {
                throw new ArgumentException("Masks of different sizes cannot be merged.", nameof(masks));
            }

            result = new RunLengthMask(result.Height, result.Width, Combine(result._counts, masks[i]._counts, intersect));
        }

        return result;
    }

    /// <summary>
    /// Intersection over union of two masks; with <paramref name="crowd"/> over the area of <paramref name="detection"/>, as
    /// everything may lie in a crowd.
    /// </summary>
    /// <param name="detection">A detection's mask.</param>
    /// <param name="truth">A ground-truth mask of the same size.</param>
    /// <param name="crowd">Whether the ground truth is a crowd.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double Iou(RunLengthMask detection, RunLengthMask truth, bool crowd)
    {
        if (detection.Height != truth.Height || detection.Width != truth.Width)
        {
            throw new ArgumentException($"Masks of {detection.Height} x {detection.Width} and {truth.Height} x {truth.Width} pixels cannot be compared.", nameof(truth));
        }

        var (areaA, areaB) = (detection.Area, truth.Area);
        if (areaA == 0 || areaB == 0)
        {
            return 0;
        }

        // The runs of both are walked side by side; what follows the shorter one is outside.
        var (a, b) = (detection._counts, truth._counts);
        var (endA, endB) = ((long)a[0], (long)b[0]);
        var (i, j) = (0, 0);
        var (position, intersection) = (0L, 0L);
        while (i < a.Length && j < b.Length)
        {
            var next = Math.Min(endA, endB);
            intersection += (i & j & 1) != 0 ? next - position : 0;
            position = next;
            if (endA == next && ++i < a.Length)
            {
                endA += a[i];
            }

            if (endB == next && ++j < b.Length)
            {
                endB += b[j];
            }
        }

        return intersection == 0 ? 0 : (double)intersection / (crowd ? areaA : areaA + areaB - intersection);
    }

    /// <summary>COCO's compressed form (<c>counts</c> as text).</summary>
    public string ToText()
    {
        var text = new StringBuilder(_counts.Length * 2);
        for (var i = 0; i < _counts.Length; i++)
        {
            var value = (long)_counts[i] - (i > 2 ? _counts[i - 2] : 0);
            bool more;
            do
            {
                var bits = (int)(value & 0x1f);
                value >>= 5;
                more = (bits & 0x10) != 0 ? value != -1 : value != 0;
                text.Append((char)(48 + bits + (more ? 0x20 : 0)));
            }
            while (more);
        }

        return text.ToString();
    }

    /// <summary>Decodes the mask.</summary>
    /// <returns><c>[Height, Width]</c>, row by row, 1 inside and 0 outside.</returns>
    public byte[] ToPixels()
    {
        var pixels = new byte[(long)Height * Width];
        var position = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            var end = Math.Min(position + _counts[i], pixels.LongLength);
            for (; i % 2 == 1 && position < end; position++)
            {
                pixels[((position % Height) * Width) + (position / Height)] = 1;
            }

            position = end;
        }

        return pixels;
    }

    private static RunLengthMask FromPolygon(double[] polygon, int height, int width)
    {
        var crossings = new List<uint>();
        PolygonOutline.Crossings(polygon, height, width, crossings);
        crossings.Add((uint)(height * width));
        crossings.Sort();

        // Differences of the sorted crossings are the runs; empty runs join their neighbours.
        var counts = new List<uint> { crossings[0] };
        for (var i = 1; i < crossings.Count; i++)
        {
            if (crossings[i] > crossings[i - 1])
            {
                counts.Add(crossings[i] - crossings[i - 1]);
            }
            else if (++i < crossings.Count)
            {
                counts[^1] += crossings[i] - crossings[i - 1];
            }
        }

        return new RunLengthMask(height, width, [.. counts]);
    }

    private static uint[] Combine(uint[] a, uint[] b, bool intersect)
    {
        if (a.Length == 0 || b.Length == 0)
        {
            return [];
        }

        var longest = Math.Max(a.Sum(run => (long)run), b.Sum(run => (long)run));
        (a, b) = (Extend(a, longest), Extend(b, longest));
        var counts = new List<uint>();
        var (runA, runB) = (a[0], b[0]);
        var (nextA, nextB) = (1, 1);
        var (insideA, insideB, inside) = (false, false, false);
        var run = 0u;
        while (true)
        {
            var step = Math.Min(runA, runB);
            run += step;
            runA -= step;
            if (runA == 0 && nextA < a.Length)
            {
                runA = a[nextA++];
                insideA = !insideA;
            }

            runB -= step;
            if (runB == 0 && nextB < b.Length)
            {
                runB = b[nextB++];
                insideB = !insideB;
            }

            var before = inside;
            inside = intersect ? insideA && insideB : insideA || insideB;
            var done = runA == 0 && runB == 0;
            if (inside != before || done)
            {
                counts.Add(run);
                run = 0;
            }

            if (done)
            {
                return [.. counts];
            }
        }
    }

    // Files may leave out the last run of 0; without it the two sides would never end together.
    private static uint[] Extend(uint[] counts, long length)
    {
        var missing = (uint)(length - counts.Sum(run => (long)run));
        return missing == 0 ? counts : counts.Length % 2 == 1 ? [.. counts[..^1], counts[^1] + missing] : [.. counts, missing];
    }
}
