using Baron.Media;
using Baron.Structures;

namespace Baron.Data;

/// <summary>A mask as the union of polygons; becomes pixels by the rule of the COCO tools.</summary>
/// <param name="size">The picture's size.</param>
/// <param name="polygons">Each x1, y1, x2, y2, ... of at least three points, in pixels; kept.</param>
public sealed class PolygonMask(ImageSize size, IReadOnlyList<double[]> polygons) : InstanceMask(size)
{
    // The rule follows outlines on a grid that is this many times finer.
    private const double Fine = 5;

    /// <summary>The polygons.</summary>
    public IReadOnlyList<double[]> Polygons { get; } = polygons;

    /// <inheritdoc/>
    public override InstanceMask Resize(ImageSize newSize)
    {
        var scaleX = (double)newSize.Width / Size.Width;
        var scaleY = (double)newSize.Height / Size.Height;
        return Map(newSize, (x, y) => (x * scaleX, y * scaleY));
    }

    /// <inheritdoc/>
    public override InstanceMask Flip(FlipDirection direction) => Map(
        Size,
        (x, y) => (direction == FlipDirection.Vertical ? x : Size.Width - x, direction == FlipDirection.Horizontal ? y : Size.Height - y));

    /// <inheritdoc/>
    public override InstanceMask Pad(ImageSize newSize) => new PolygonMask(newSize, Polygons);

    /// <inheritdoc/>
    public override void Rasterize(Span<byte> pixels)
    {
        if (pixels.Length != Size.Height * Size.Width)
        {
            throw new ArgumentException($"The mask has {Size.Height * Size.Width} pixels, the target {pixels.Length}.", nameof(pixels));
        }

        pixels.Clear();
        var turns = new bool[(Size.Height * Size.Width) + 1];
        foreach (var polygon in Polygons)
        {
            Array.Clear(turns);
            Outline(polygon, turns);

            // The rule walks the picture column by column; every crossing of the outline turns inside to outside.
            var inside = false;
            for (int x = 0, i = 0; x < Size.Width; x++)
            {
                for (int y = 0, target = x; y < Size.Height; y++, i++, target += Size.Width)
                {
                    inside ^= turns[i];
                    if (inside)
                    {
                        pixels[target] = 1;
                    }
                }
            }
        }
    }

    private void Outline(double[] polygon, bool[] turns)
    {
        var count = polygon.Length / 2;
        int? lastU = null;
        var lastV = 0;
        for (var i = 0; i < count; i++)
        {
            var j = (i + 1) % count;
            var (x1, y1) = ((int)((Fine * polygon[i * 2]) + 0.5), (int)((Fine * polygon[(i * 2) + 1]) + 0.5));
            var (x2, y2) = ((int)((Fine * polygon[j * 2]) + 0.5), (int)((Fine * polygon[(j * 2) + 1]) + 0.5));
            var (dx, dy) = (Math.Abs(x2 - x1), Math.Abs(y2 - y1));
            var flat = dx >= dy;

            // Edges are followed in the direction of growing coordinates, so that shared edges round alike.
            var backwards = flat ? x1 > x2 : y1 > y2;
            if (backwards)
            {
                (x1, y1, x2, y2) = (x2, y2, x1, y1);
            }

            var length = flat ? dx : dy;
            var slope = length == 0 ? 0 : (flat ? (double)(y2 - y1) / dx : (double)(x2 - x1) / dy);
            for (var d = 0; d <= length; d++)
            {
                var t = backwards ? length - d : d;
                var u = flat ? t + x1 : (int)(x1 + (slope * t) + 0.5);
                var v = flat ? (int)(y1 + (slope * t) + 0.5) : t + y1;
                if (lastU is { } previous && u != previous)
                {
                    Cross(u < previous ? u : u - 1, Math.Min(v, lastV), turns);
                }

                (lastU, lastV) = (u, v);
            }
        }
    }

    // A step of the outline between fine columns; it counts where it passes the middle of a pixel's column.
    private void Cross(int column, int row, bool[] turns)
    {
        var x = ((column + 0.5) / Fine) - 0.5;
        if (Math.Floor(x) != x || x < 0 || x > Size.Width - 1)
        {
            return;
        }

        var y = Math.Ceiling(Math.Clamp(((row + 0.5) / Fine) - 0.5, 0, Size.Height));
        turns[(int)((x * Size.Height) + y)] ^= true;
    }

    private PolygonMask Map(ImageSize newSize, Func<double, double, (double X, double Y)> map)
    {
        var result = new List<double[]>(Polygons.Count);
        foreach (var polygon in Polygons)
        {
            var points = new double[polygon.Length];
            for (var i = 0; i + 1 < points.Length; i += 2)
            {
                (points[i], points[i + 1]) = map(polygon[i], polygon[i + 1]);
            }

            result.Add(points);
        }

        return new PolygonMask(newSize, result);
    }
}
