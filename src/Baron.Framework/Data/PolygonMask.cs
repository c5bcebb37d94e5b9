using Baron.Ops;
using Baron.Structures;

namespace Baron.Data;

/// <summary>A mask as the union of polygons; becomes pixels by the rule of the COCO tools.</summary>
/// <param name="size">The picture's size.</param>
/// <param name="polygons">Each x1, y1, x2, y2, ... of at least three points, in pixels; kept.</param>
public sealed class PolygonMask(ImageSize size, IReadOnlyList<double[]> polygons) : InstanceMask(size)
{
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
    public override InstanceMask Crop(int x, int y, ImageSize newSize)
    {
        var result = new List<double[]>(Polygons.Count);
        foreach (var polygon in Polygons)
        {
            // Sutherland and Hodgman: one side of the rectangle after the other. Parts that fall apart stay joined by edges on the
            // border, which enclose nothing.
            var part = Clip(polygon, 0, x, keepAbove: true);
            part = Clip(part, 0, x + newSize.Width, keepAbove: false);
            part = Clip(part, 1, y, keepAbove: true);
            part = Clip(part, 1, y + newSize.Height, keepAbove: false);
            if (part.Length < 6)
            {
                continue;
            }

            for (var i = 0; i + 1 < part.Length; i += 2)
            {
                part[i] -= x;
                part[i + 1] -= y;
            }

            result.Add(part);
        }

        return new PolygonMask(newSize, result);
    }

    /// <inheritdoc/>
    public override PixelBox Bounds()
    {
        if (Polygons.Count == 0)
        {
            return default;
        }

        var (left, top, right, bottom) = (2f * Size.Width, 2f * Size.Height, 0f, 0f);
        foreach (var polygon in Polygons)
        {
            for (var i = 0; i + 1 < polygon.Length; i += 2)
            {
                var (px, py) = ((float)polygon[i], (float)polygon[i + 1]);
                (left, top, right, bottom) = (Math.Min(left, px), Math.Min(top, py), Math.Max(right, px), Math.Max(bottom, py));
            }
        }

        return new PixelBox(left, top, right, bottom);
    }

    /// <inheritdoc/>
    public override void Rasterize(Span<byte> pixels)
    {
        if (pixels.Length != Size.Height * Size.Width)
        {
            throw new ArgumentException($"The mask has {Size.Height * Size.Width} pixels, the target {pixels.Length}.", nameof(pixels));
        }

        pixels.Clear();
        var turns = new bool[(Size.Height * Size.Width) + 1];
        var crossings = new List<uint>();
        foreach (var polygon in Polygons)
        {
            Array.Clear(turns);
            crossings.Clear();
            PolygonOutline.Crossings(polygon, Size.Height, Size.Width, crossings);
            foreach (var crossing in crossings)
            {
                turns[crossing] ^= true;
            }

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

    // The part of a polygon on one side of a line across the axis (0: x, 1: y).
    private static double[] Clip(double[] polygon, int axis, double limit, bool keepAbove)
    {
        var result = new List<double>(polygon.Length + 4);
        var count = polygon.Length / 2;
        for (var i = 0; i < count; i++)
        {
            var next = (i + 1) % count;
            var (here, there) = (polygon[(i * 2) + axis], polygon[(next * 2) + axis]);
            var (inside, nextInside) = (keepAbove ? here >= limit : here <= limit, keepAbove ? there >= limit : there <= limit);
            if (inside)
            {
                result.Add(polygon[i * 2]);
                result.Add(polygon[(i * 2) + 1]);
            }

            if (inside != nextInside)
            {
                var share = (limit - here) / (there - here);
                var other = polygon[(i * 2) + 1 - axis] + (share * (polygon[(next * 2) + 1 - axis] - polygon[(i * 2) + 1 - axis]));
                result.Add(axis == 0 ? limit : other);
                result.Add(axis == 0 ? other : limit);
            }
        }

        return [.. result];
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
