using Baron.Media;
using Baron.Structures;

namespace Baron.Demo;

/// <summary>
/// The small world of the demonstration: pictures of coloured shapes on messy backgrounds, drawn by a generator. 14 shapes are
/// base classes, 6 are novel; colour says nothing about the class.
/// </summary>
public static class World
{
    // Shapes are drawn this many times larger and reduced.
    private const int Fine = 4;

    /// <summary>Shapes with boxes in training.</summary>
    public static IReadOnlyList<string> BaseCategories { get; } =
        ["circle", "square", "triangle", "cross", "heart", "arrow", "ring", "house", "key", "fish", "cloud", "cup", "bell", "leaf"];

    /// <summary>Shapes without boxes in training.</summary>
    public static IReadOnlyList<string> NovelCategories { get; } = ["star", "moon", "lightning", "tree", "mushroom", "boat"];

    /// <summary>All shapes in alphabetical order; the category id is the place, from 1.</summary>
    public static IReadOnlyList<string> Categories { get; } = [.. BaseCategories.Concat(NovelCategories).Order(StringComparer.Ordinal)];

    /// <summary>The colours.</summary>
    public static IReadOnlyList<WorldColor> Colors { get; } =
    [
        new("red", new RgbColor(215, 45, 45)), new("orange", new RgbColor(240, 140, 30)), new("yellow", new RgbColor(235, 215, 50)),
        new("green", new RgbColor(50, 165, 70)), new("blue", new RgbColor(50, 95, 220)), new("purple", new RgbColor(150, 65, 190)),
        new("white", new RgbColor(240, 240, 240)), new("black", new RgbColor(35, 35, 40)),
    ];

    /// <summary>Draws a scene.</summary>
    /// <param name="random">The only source of randomness: the same state draws the same scene.</param>
    /// <param name="settings">Sizes and numbers; those of the detection data by default.</param>
    /// <returns>The picture with its objects; disposed by the caller.</returns>
    /// <exception cref="MediaException">The native media library is absent.</exception>
    public static Scene Draw(IRandomSource random, SceneSettings? settings = null)
    {
        settings ??= new SceneSettings();
        var size = settings.Size;
        var canvas = WorldBackground.Draw(random, size);
        var count = random.Between(settings.MinObjects, settings.MaxObjects);
        var objects = new List<SceneObject>();
        for (var i = 0; i < count; i++)
        {
            if (Place(random, settings, objects) is var (category, extent, x, y, box) && category is not null)
            {
                using (extent)
                {
                    var color = random.Pick(Colors);
                    Paint(random, canvas, size, extent, x, y, color, box.Size);
                    objects.Add(box with { Color = color.Name });
                }
            }
        }

        return new Scene(Finish(random, canvas, size), objects);
    }

    // Tries places until one does not hide too much of the other objects.
    private static (string? Category, ImageBuffer Mask, int X, int Y, SceneObject Box) Place(IRandomSource random, SceneSettings settings, List<SceneObject> others)
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var category = random.Pick(Categories);
            var size = Math.Exp(random.Uniform(Math.Log(settings.MinObjectSize), Math.Log(settings.MaxObjectSize)));
            var rotation = double.DegreesToRadians(random.Uniform(-settings.MaxRotation, settings.MaxRotation));
            var aspect = Math.Exp(random.Uniform(-.22, .22));
            var side = (int)Math.Ceiling(size * 1.75) * Fine;
            var mask = DrawMask(category, size / 2 * Fine, rotation, aspect, side);
            var (left, top, right, bottom) = Extent(mask);
            var (x1, y1, x2, y2) = ((double)left / Fine, (double)top / Fine, (double)right / Fine, (double)bottom / Fine);
            if (x2 - x1 <= settings.Size - 4 && y2 - y1 <= settings.Size - 4)
            {
                var x = random.Between((int)Math.Ceiling(1 - x1), (int)Math.Floor(settings.Size - 1 - x2));
                var y = random.Between((int)Math.Ceiling(1 - y1), (int)Math.Floor(settings.Size - 1 - y2));
                var box = new SceneObject(category, "", x + x1, y + y1, x + x2, y + y2, size);
                if (others.All(other => Overlap(box, other) is { Union: <= .2, Smaller: <= .35 }))
                {
                    return (category, mask, x, y, box);
                }
            }

            mask.Dispose();
        }

        return default;
    }

    private static ImageBuffer DrawMask(string category, double half, double rotation, double aspect, int side)
    {
        var (scaleX, scaleY) = (half * Math.Sqrt(aspect), half / Math.Sqrt(aspect));
        var (sin, cos) = Math.SinCos(rotation);
        var center = side / 2.0;
        var mask = new ImageBuffer(side, side, 1);
        mask.Pixels.Clear();
        foreach (var part in Glyphs.All[category])
        {
            var points = new int[part.Points.Length];
            for (var i = 0; i < points.Length; i += 2)
            {
                var (x, y) = (part.Points[i] * scaleX, part.Points[i + 1] * scaleY);
                points[i] = (int)Math.Round(((cos * x) - (sin * y) + center) * 256);
                points[i + 1] = (int)Math.Round(((sin * x) + (cos * y) + center) * 256);
            }

            Media.Draw.FillPolygon(mask, [points], part.Adds ? RgbColor.White : RgbColor.Black, shift: 8);
        }

        return mask;
    }

    private static (int Left, int Top, int Right, int Bottom) Extent(ImageBuffer mask)
    {
        var (left, top, right, bottom) = (mask.Width, mask.Height, 0, 0);
        for (var y = 0; y < mask.Height; y++)
        {
            var row = mask.Row(y);
            var first = row.IndexOfAnyExcept((byte)0);
            if (first >= 0)
            {
                top = Math.Min(top, y);
                bottom = y + 1;
                left = Math.Min(left, first);
                right = Math.Max(right, row.LastIndexOfAnyExcept((byte)0) + 1);
            }
        }

        return (left, top, right, bottom);
    }

    // Fills the shape with a vertical shade and a darker rim.
    private static void Paint(IRandomSource random, float[] canvas, int size, ImageBuffer mask, int left, int top, WorldColor color, double objectSize)
    {
        Span<float> fill = [color.Value.R, color.Value.G, color.Value.B];
        Span<float> rim = stackalloc float[3];
        for (var c = 0; c < 3; c++)
        {
            fill[c] = Math.Clamp(fill[c] + (float)random.Uniform(-18, 18), 0, 255);
            rim[c] = color.Name == "black" ? fill[c] + 120 : fill[c] * .4f;
        }

        var kernel = (2 * Math.Max(1, (int)Math.Round(.03 * objectSize * Fine))) + 1;
        using var eroded = mask.Erode(kernel);
        var side = mask.Height / Fine;
        using var cover = mask.Resize(new ImageSize(side, side), Interpolation.Area);
        using var inside = eroded.Resize(new ImageSize(side, side), Interpolation.Area);
        var (x1, y1, x2, y2) = (Math.Max(0, left), Math.Max(0, top), Math.Min(size, left + side), Math.Min(size, top + side));
        var slope = (float)random.Uniform(-.18, .18);
        for (var y = y1; y < y2; y++)
        {
            var shade = 1 + (slope * (y2 - y1 == 1 ? -1 : (2f * (y - y1) / (y2 - y1 - 1)) - 1));
            var coverRow = cover.Row(y - top);
            var insideRow = inside.Row(y - top);
            for (var x = x1; x < x2; x++)
            {
                var (all, inner) = (coverRow[x - left] / 255f, insideRow[x - left] / 255f);
                if (all == 0)
                {
                    continue;
                }

                var pixel = canvas.AsSpan(((y * size) + x) * 3, 3);
                for (var c = 0; c < 3; c++)
                {
                    pixel[c] = (pixel[c] * (1 - all)) + ((all - inner) * rim[c]) + (inner * Math.Clamp(fill[c] * shade, 0, 255));
                }
            }
        }
    }

    private static (double Union, double Smaller) Overlap(SceneObject a, SceneObject b)
    {
        var width = Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1);
        var height = Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1);
        if (width <= 0 || height <= 0)
        {
            return (0, 0);
        }

        var common = width * height;
        var (areaA, areaB) = (a.Width * a.Height, b.Width * b.Height);
        return (common / (areaA + areaB - common), common / Math.Min(areaA, areaB));
    }

    // Grey noise over all, then 8 bits in file order.
    private static ImageBuffer Finish(IRandomSource random, float[] canvas, int size)
    {
        var image = new ImageBuffer(size, size);
        var pixels = image.Pixels;
        for (var i = 0; i < canvas.Length; i += 3)
        {
            var noise = (float)(4 * random.NextGaussian());
            for (var c = 0; c < 3; c++)
            {
                pixels[i + 2 - c] = (byte)Math.Clamp(canvas[i + c] + noise + .5f, 0, 255);
            }
        }

        return image;
    }
}
