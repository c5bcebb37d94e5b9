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
        var first = rows[0].First;
        var width = side * 3;

        // Along the rows first, then down the columns: bilinear sampling and the mean over a bin are separable.
        var narrow = new float[(rows[^1].Second - first + 1) * width];
        for (var y = first; y <= rows[^1].Second; y++)
        {
            var source = image.Row(y);
            var target = narrow.AsSpan((y - first) * width, width);
            for (var x = 0; x < side; x++)
            {
                var (a, b, wa) = columns[2 * x];
                var (d, e, wb) = columns[(2 * x) + 1];
                var at = (flip ? side - 1 - x : x) * 3;
                for (var c = 0; c < 3; c++)
                {
                    target[at + c] = 0.5f * (((source[(a * 3) + c] * (1 - wa)) + (source[(b * 3) + c] * wa)) + ((source[(d * 3) + c] * (1 - wb)) + (source[(e * 3) + c] * wb)));
                }
            }
        }

        var count = side * side;
        for (var y = 0; y < side; y++)
        {
            var (a, b, wa) = rows[2 * y];
            var (d, e, wb) = rows[(2 * y) + 1];
            var upper = narrow.AsSpan((a - first) * width, width);
            var lower = narrow.AsSpan((b - first) * width, width);
            var upper2 = narrow.AsSpan((d - first) * width, width);
            var lower2 = narrow.AsSpan((e - first) * width, width);
            for (var x = 0; x < side; x++)
            {
                for (var c = 0; c < 3; c++)
                {
                    var i = (x * 3) + c;
                    planes[(c * count) + (y * side) + x] = 0.5f * (((upper[i] * (1 - wa)) + (lower[i] * wa)) + ((upper2[i] * (1 - wb)) + (lower2[i] * wb)));
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
