using Baron.Structures;

namespace Baron.Media;

/// <summary>Drawing into pictures. Coordinates are pixels, y down; what lies outside is cut off.</summary>
public static unsafe class Draw
{
    /// <summary>Draws the outline of a rectangle, or fills it.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="x1">Left column, inclusive.</param>
    /// <param name="y1">Top row, inclusive.</param>
    /// <param name="x2">Right column, inclusive.</param>
    /// <param name="y2">Bottom row, inclusive.</param>
    /// <param name="color">The colour.</param>
    /// <param name="thickness">Of the outline in pixels; -1 fills.</param>
    public static void Rectangle(ImageBuffer image, int x1, int y1, int x2, int y2, RgbColor color, int thickness = 1)
    {
        MediaNative.Require();
        var value = stackalloc double[4];
        Set(value, image, color);
        MediaNative.Check(MediaNative.Rectangle(image.Pointer, image.Height, image.Width, image.Channels, x1, y1, x2, y2, value, thickness, 0));
    }

    /// <summary>Draws a line.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="x1">Column of one end.</param>
    /// <param name="y1">Row of one end.</param>
    /// <param name="x2">Column of the other end.</param>
    /// <param name="y2">Row of the other end.</param>
    /// <param name="color">The colour.</param>
    /// <param name="thickness">In pixels.</param>
    /// <param name="style">The look of the edges.</param>
    public static void Line(ImageBuffer image, int x1, int y1, int x2, int y2, RgbColor color, int thickness = 1, LineStyle style = LineStyle.Smooth)
    {
        MediaNative.Require();
        var value = stackalloc double[4];
        Set(value, image, color);
        MediaNative.Check(MediaNative.Line(image.Pointer, image.Height, image.Width, image.Channels, x1, y1, x2, y2, value, thickness, (int)style));
    }

    /// <summary>Measures a line of text.</summary>
    /// <param name="text">The text; letters outside ASCII count as <c>?</c>.</param>
    /// <param name="scale">Size: 1 is about 22 pixels high.</param>
    /// <param name="thickness">Of the strokes in pixels.</param>
    /// <returns>Size above the base line in pixels.</returns>
    public static ImageSize TextSize(string text, double scale, int thickness = 1)
    {
        MediaNative.Require();
        MediaNative.Check(MediaNative.TextSize(Ascii(text), scale, thickness, out var width, out var height, out _));
        return new ImageSize(height, width);
    }

    /// <summary>Draws a line of text.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="text">The text; letters outside ASCII become <c>?</c>.</param>
    /// <param name="x">Left end.</param>
    /// <param name="y">The base line.</param>
    /// <param name="scale">Size: 1 is about 22 pixels high.</param>
    /// <param name="color">The colour.</param>
    /// <param name="thickness">Of the strokes in pixels.</param>
    public static void Text(ImageBuffer image, string text, int x, int y, double scale, RgbColor color, int thickness = 1)
    {
        MediaNative.Require();
        var value = stackalloc double[4];
        Set(value, image, color);
        MediaNative.Check(MediaNative.Text(image.Pointer, image.Height, image.Width, image.Channels, Ascii(text), x, y, scale, value, thickness, (int)LineStyle.Smooth));
    }

    /// <summary>Draws a line of text on a filled label; the label is moved so that it lies inside the picture where it fits.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="text">The text; letters outside ASCII become <c>?</c>.</param>
    /// <param name="x">Left edge of the label.</param>
    /// <param name="y">Bottom edge of the label (exclusive).</param>
    /// <param name="scale">Size: 1 is about 22 pixels high.</param>
    /// <param name="background">The label's colour; the letters are black or white, whichever is easier to read.</param>
    /// <param name="thickness">Of the strokes in pixels.</param>
    public static void Label(ImageBuffer image, string text, int x, int y, double scale, RgbColor background, int thickness = 1)
    {
        var size = TextSize(text, scale, thickness);
        var margin = Math.Max(1, (int)Math.Round(3 * scale));
        var (width, height) = (size.Width + (2 * margin), size.Height + (2 * margin) + (int)Math.Ceiling(6 * scale));
        x = Math.Max(0, Math.Min(x, image.Width - width));
        y = Math.Min(image.Height, Math.Max(y, height));
        Rectangle(image, x, y - height, x + width - 1, y - 1, background, -1);
        var ink = background.Luminance > 127 ? RgbColor.Black : RgbColor.White;
        Text(image, text, x + margin, y - margin - (int)Math.Ceiling(6 * scale) + 1, scale, ink, thickness);
    }

    /// <summary>Fills a polygon or, even-odd, several.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="contours">Points x1, y1, x2, y2, ... with <paramref name="shift"/> fractional bits.</param>
    /// <param name="color">The colour.</param>
    /// <param name="shift">Fractional bits of the coordinates.</param>
    /// <param name="style">The look of the edges.</param>
    public static void FillPolygon(ImageBuffer image, IReadOnlyList<int[]> contours, RgbColor color, int shift = 0, LineStyle style = LineStyle.Hard)
    {
        MediaNative.Require();
        var (points, counts) = Flatten(contours);
        var value = stackalloc double[4];
        Set(value, image, color);
        fixed (int* p = points)
        fixed (int* n = counts)
        {
            MediaNative.Check(MediaNative.FillPoly(image.Pointer, image.Height, image.Width, image.Channels, p, n, counts.Length, value, (int)style, shift));
        }
    }

    /// <summary>Draws a chain of lines.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="points">x1, y1, x2, y2, ... with <paramref name="shift"/> fractional bits.</param>
    /// <param name="closed">Whether the last point is joined to the first.</param>
    /// <param name="color">The colour.</param>
    /// <param name="thickness">In pixels.</param>
    /// <param name="shift">Fractional bits of the coordinates.</param>
    /// <param name="style">The look of the edges.</param>
    public static void Polyline(ImageBuffer image, int[] points, bool closed, RgbColor color, int thickness = 1, int shift = 0, LineStyle style = LineStyle.Hard)
    {
        MediaNative.Require();
        var count = points.Length / 2;
        var value = stackalloc double[4];
        Set(value, image, color);
        fixed (int* p = points)
        {
            MediaNative.Check(MediaNative.Polylines(image.Pointer, image.Height, image.Width, image.Channels, p, &count, 1, closed ? 1 : 0, value, thickness, (int)style, shift));
        }
    }

    /// <summary>Mixes a colour into the pixels of a mask.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="mask"><c>[height, width]</c> of the picture; not zero means inside.</param>
    /// <param name="color">The colour.</param>
    /// <param name="opacity">0 leaves the picture as it is, 1 covers it.</param>
    /// <exception cref="ArgumentException">The mask has another size.</exception>
    public static void Overlay(ImageBuffer image, ReadOnlySpan<byte> mask, RgbColor color, double opacity = 0.5)
    {
        if (mask.Length != image.Height * image.Width)
        {
            throw new ArgumentException($"The mask has {mask.Length} pixels, the picture {image.Height * image.Width}.", nameof(mask));
        }

        MediaNative.Require();
        var value = stackalloc double[4];
        Set(value, image, color);
        fixed (byte* inside = mask)
        {
            MediaNative.Check(MediaNative.Overlay(image.Pointer, image.Height, image.Width, image.Channels, inside, value, opacity));
        }
    }

    private static void Set(double* value, ImageBuffer image, RgbColor color)
    {
        if (image.Channels == 1)
        {
            value[0] = Math.Round(color.Luminance);
            value[1] = value[2] = value[3] = 0;
            return;
        }

        (value[0], value[1], value[2], value[3]) = (color.B, color.G, color.R, 255);
    }

    private static (int[] Points, int[] Counts) Flatten(IReadOnlyList<int[]> contours)
    {
        var counts = contours.Select(c => c.Length / 2).ToArray();
        return (contours.SelectMany(c => c.AsSpan(0, c.Length / 2 * 2).ToArray()).ToArray(), counts);
    }

    // The stroke font has ASCII only.
    private static string Ascii(string text) =>
        string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        });
}
