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
