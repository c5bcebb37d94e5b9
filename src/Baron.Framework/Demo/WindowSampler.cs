using Baron.Media;
using Baron.Structures;

namespace Baron.Demo;

/// <summary>Draws windows of a scene and resamples them.</summary>
internal static class WindowSampler
{
    /// <summary>Draws a window, cut off at the picture's edges.</summary>
    /// <param name="random">Randomness.</param>
    /// <param name="size">The picture.</param>
    /// <param name="boxes">The objects' boxes.</param>
    public static PixelBox Draw(IRandomSource random, ImageSize size, IReadOnlyList<PixelBox> boxes)
    {
        var kind = random.NextDouble();
        var square = random.NextDouble() < 1.0 / 3;
        double width;
        double height;
        double centerX;
        double centerY;
        if (kind < 0.15 || boxes.Count == 0)
        {
            (width, height) = (random.Uniform(16, 128), random.Uniform(16, 128));
            if (square)
            {
                height = width;
            }

            (width, height) = (Math.Min(width, size.Width), Math.Min(height, size.Height));
            centerX = random.Uniform(width / 2, size.Width - (width / 2));
            centerY = random.Uniform(height / 2, size.Height - (height / 2));
        }
        else
        {
            var box = random.Pick(boxes);
            var (low, high) = kind < 0.45 ? (1.5, 3.2) : (0.9, 1.5);
            (width, height) = (box.Width * random.Uniform(low, high), box.Height * random.Uniform(low, high));
            if (square)
            {
                width = height = Math.Max(width, height);
            }

            // The object may lie anywhere inside a window larger than it; a tight window may cut a little off.
            var (slackX, slackY) = (Math.Max(0.1 * box.Width, (width - box.Width) / 2), Math.Max(0.1 * box.Height, (height - box.Height) / 2));
            centerX = ((box.X1 + box.X2) / 2) + random.Uniform(-slackX, slackX);
            centerY = ((box.Y1 + box.Y2) / 2) + random.Uniform(-slackY, slackY);
        }

        var window = new PixelBox(
            (float)Math.Max(0, centerX - (width / 2)),
            (float)Math.Max(0, centerY - (height / 2)),
            (float)Math.Min(size.Width, centerX + (width / 2)),
            (float)Math.Min(size.Height, centerY + (height / 2)));
        return window;
    }

    /// <summary>
    /// Resamples a window to a square: RoIAlign with 2 x 2 samples a bin, aligned, as the detector crops regions for CLIP.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="window">The window in pixels.</param>
    /// <param name="side">Bins a side.</param>
    /// <param name="flip">Whether left and right are exchanged.</param>
    /// <param name="planes">Receives <c>[3, side, side]</c>, channels as in the picture.</param>
    public static void Resample(ImageBuffer image, PixelBox window, int side, bool flip, Span<float> planes)
    {
        var columns = Taps(window.X1, window.Width, side, image.Width);
        var rows = Taps(window.Y1, window.Height, side, image.Height);
        var count = side * side;
        var step = image.Width * 3;
        var pixels = image.Pixels;
        Span<float> sum = stackalloc float[3];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                sum.Clear();
                for (var j = 2 * y; j < (2 * y) + 2; j++)
                {
                    var (upper, lower, wy) = rows[j];
                    for (var i = 2 * x; i < (2 * x) + 2; i++)
                    {
                        var (left, right, wx) = columns[i];
                        for (var c = 0; c < 3; c++)
                        {
                            float a = pixels[(upper * step) + (left * 3) + c];
                            float b = pixels[(upper * step) + (right * 3) + c];
                            float d = pixels[(lower * step) + (left * 3) + c];
                            float e = pixels[(lower * step) + (right * 3) + c];
                            sum[c] += (((a * (1 - wx)) + (b * wx)) * (1 - wy)) + (((d * (1 - wx)) + (e * wx)) * wy);
                        }
                    }
                }

                var target = (y * side) + (flip ? side - 1 - x : x);
                for (var c = 0; c < 3; c++)
                {
                    planes[(c * count) + target] = sum[c] / 4;
                }
            }
        }
    }

    // The two pixels beside each sample position and the weight of the second; positions outside take the edge.
    private static (int First, int Second, float Weight)[] Taps(float start, float length, int bins, int limit)
    {
        var taps = new (int, int, float)[bins * 2];
        for (var i = 0; i < taps.Length; i++)
        {
            var position = Math.Clamp(start - 0.5f + ((i + 0.5f) * length / taps.Length), 0, limit - 1);
            var first = Math.Min((int)position, limit - 1);
            taps[i] = (first, Math.Min(first + 1, limit - 1), position - first);
        }

        return taps;
    }
}
