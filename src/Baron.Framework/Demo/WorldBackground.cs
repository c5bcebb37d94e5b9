using Baron.Media;
using Baron.Structures;

namespace Baron.Demo;

/// <summary>
/// Backgrounds: a base colour with smooth and fine colour noise, soft blobs, and curved strokes in the objects' colours, so that
/// a colour alone is no sign of an object.
/// </summary>
internal static class WorldBackground
{
    private const int StrokePoints = 12;

    /// <summary>Draws a background.</summary>
    /// <param name="random">Randomness.</param>
    /// <param name="size">Side in pixels.</param>
    /// <returns><c>[size, size, 3]</c>, red, green, blue, about 0-255.</returns>
    public static float[] Draw(IRandomSource random, int size)
    {
        var canvas = Noise(random, size);
        Blobs(random, canvas, size);
        Strokes(random, canvas, size);
        return canvas;
    }

    private static float[] Noise(IRandomSource random, int size)
    {
        var level = random.Uniform(70, 190);
        var tint = new[] { level + random.Uniform(-30, 30), level + random.Uniform(-30, 30), level + random.Uniform(-30, 30) };
        var target = new ImageSize(size, size);
        var smooth = FloatPlane.Resize(Field(random, 5, 45), new ImageSize(5, 5), 3, target, Interpolation.Bicubic);
        var grain = size / 8;
        var fine = FloatPlane.Resize(Field(random, grain, 14), new ImageSize(grain, grain), 3, target, Interpolation.Bilinear);
        var canvas = new float[size * size * 3];
        for (var i = 0; i < canvas.Length; i++)
        {
            canvas[i] = (float)tint[i % 3] + smooth[i] + fine[i];
        }

        return canvas;
    }

    private static float[] Field(IRandomSource random, int side, double amplitude)
    {
        var values = new float[side * side * 3];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.Uniform(-amplitude, amplitude);
        }

        return values;
    }

    private static void Blobs(IRandomSource random, float[] canvas, int size)
    {
        var count = random.Between(1, 3);
        for (var i = 0; i < count; i++)
        {
            var (centerX, centerY) = (random.Uniform(0, size), random.Uniform(0, size));
            var (radiusX, radiusY) = (random.Uniform(6, 24), random.Uniform(6, 24));
            var opacity = random.Uniform(.2, .5);
            float[] color = [(float)random.Uniform(30, 230), (float)random.Uniform(30, 230), (float)random.Uniform(30, 230)];
            for (var y = 0; y < size; y++)
            {
                var dy = (y - centerY) / radiusY;
                for (var x = 0; x < size; x++)
                {
                    var dx = (x - centerX) / radiusX;
                    Mix(canvas, (y * size) + x, color, (float)(Math.Exp(-.5 * ((dx * dx) + (dy * dy))) * opacity));
                }
            }
        }
    }

    private static void Strokes(IRandomSource random, float[] canvas, int size)
    {
        using var mask = new ImageBuffer(size * 2, size * 2, 1);
        mask.Pixels.Clear();
        var count = random.Between(5, 12);
        for (var i = 0; i < count; i++)
        {
            // A quadratic Bezier curve.
            var (x0, y0) = (random.Uniform(0, size), random.Uniform(0, size));
            var length = random.Uniform(12, 60);
            var (sin, cos) = Math.SinCos(random.Uniform(0, 2 * Math.PI));
            var (x2, y2) = (x0 + (length * cos), y0 + (length * sin));
            var bend = random.Uniform(-.5, .5) * length;
            var (x1, y1) = (((x0 + x2) / 2) - (bend * sin), ((y0 + y2) / 2) + (bend * cos));
            var points = new int[StrokePoints * 2];
            for (var j = 0; j < StrokePoints; j++)
            {
                var t = (double)j / (StrokePoints - 1);
                var (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t);
                points[j * 2] = (int)Math.Round(((a * x0) + (b * x1) + (c * x2)) * 512);
                points[(j * 2) + 1] = (int)Math.Round(((a * y0) + (b * y1) + (c * y2)) * 512);
            }

            Media.Draw.Polyline(mask, points, closed: false, RgbColor.White, thickness: random.Between(2, 5), shift: 8);
            var opacity = (float)random.Uniform(.5, .9);
            var value = random.Pick(World.Colors).Value;
            var shift = (float)random.Uniform(-25, 25);
            float[] color = [value.R + shift, value.G + shift, value.B + shift];
            Stamp(canvas, size, mask, points, color, opacity);
        }
    }

    // Reduces the part of the mask that the stroke touched, mixes its colour in, and wipes it for the next stroke.
    private static void Stamp(float[] canvas, int size, ImageBuffer mask, int[] points, float[] color, float opacity)
    {
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        for (var i = 0; i < points.Length; i += 2)
        {
            (left, right) = (Math.Min(left, points[i]), Math.Max(right, points[i]));
            (top, bottom) = (Math.Min(top, points[i + 1]), Math.Max(bottom, points[i + 1]));
        }

        // 512 units a pixel, and room for half the thickness.
        var (x1, y1) = (Math.Max(0, (left / 512) - 4), Math.Max(0, (top / 512) - 4));
        var (x2, y2) = (Math.Min(size, (right / 512) + 5), Math.Min(size, (bottom / 512) + 5));
        for (var y = y1; y < y2; y++)
        {
            var upper = mask.Row(2 * y);
            var lower = mask.Row((2 * y) + 1);
            for (var x = x1; x < x2; x++)
            {
                var sum = upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1];
                if (sum != 0)
                {
                    Mix(canvas, (y * size) + x, color, ((sum + 2) >> 2) / 255f * opacity);
                    upper.Slice(2 * x, 2).Clear();
                    lower.Slice(2 * x, 2).Clear();
                }
            }
        }
    }

    private static void Mix(float[] canvas, int pixel, float[] color, float weight)
    {
        for (var c = 0; c < 3; c++)
        {
            ref var value = ref canvas[(pixel * 3) + c];
            value = (value * (1 - weight)) + (color[c] * weight);
        }
    }
}
