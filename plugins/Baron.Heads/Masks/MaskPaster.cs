using Baron.Ops;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Puts the masks of regions where they belong in the image (He et al., Mask R-CNN, 2017).</summary>
public static class MaskPaster
{
    // Memory of one chunk on a device: a sampling grid of two floats and a value a pixel.
    private const long PixelsPerChunk = 64L << 20;

    /// <summary>The size of an image's masks.</summary>
    /// <param name="meta">The image.</param>
    /// <param name="rescale">Whether masks have the original size or that of the network input.</param>
    public static ImageSize CanvasOf(ImageMeta meta, bool rescale) => rescale
        ? meta.OriginalShape
        : new ImageSize((int)Math.Round(meta.OriginalShape.Height * meta.ScaleY), (int)Math.Round(meta.OriginalShape.Width * meta.ScaleX));

    /// <summary>Resamples each mask bilinearly to its box.</summary>
    /// <param name="probabilities"><c>[n, h, w]</c> float32 in 0-1.</param>
    /// <param name="boxes"><c>[n, 4]</c> in pixels of the canvas.</param>
    /// <param name="canvas">The image's size.</param>
    /// <param name="threshold">Probability from which a pixel belongs to the object; negative: probabilities as 0-255.</param>
    /// <returns><c>[n, H, W]</c> bool, or uint8 without threshold.</returns>
    public static Tensor Paste(Tensor probabilities, Tensor boxes, ImageSize canvas, double threshold)
    {
        using var scope = NewDisposeScope();
        if (probabilities.device_type == DeviceType.CPU)
        {
            var result = zeros([probabilities.shape[0], canvas.Height, canvas.Width], threshold >= 0 ? ScalarType.Bool : ScalarType.Byte);
            PasteOnHost(probabilities, boxes, canvas, (float)threshold, result);
            return result.MoveToOuterDisposeScope();
        }

        var perChunk = Math.Max(1, PixelsPerChunk / Math.Max(1, (long)canvas.Height * canvas.Width));
        var chunks = new List<Tensor>();
        for (var start = 0L; start < probabilities.shape[0]; start += perChunk)
        {
            var count = Math.Min(perChunk, probabilities.shape[0] - start);
            var soft = Sample(probabilities.narrow(0, start, count), boxes.narrow(0, start, count), canvas);
            chunks.Add(threshold >= 0 ? soft.ge(threshold) : (soft * 255).to(ScalarType.Byte));
        }

        return (chunks.Count == 0
            ? zeros([0, canvas.Height, canvas.Width], threshold >= 0 ? ScalarType.Bool : ScalarType.Byte, probabilities.device)
            : cat(chunks.ToArray(), 0)).MoveToOuterDisposeScope();
    }

    /// <summary>The soft masks themselves, without a threshold.</summary>
    /// <param name="probabilities"><c>[n, h, w]</c> float32 in 0-1.</param>
    /// <param name="boxes"><c>[n, 4]</c> in pixels of the canvas.</param>
    /// <param name="canvas">The image's size.</param>
    /// <returns><c>[n, H, W]</c> float32.</returns>
    public static Tensor Sample(Tensor probabilities, Tensor boxes, ImageSize canvas)
    {
        using var scope = NewDisposeScope();
        var device = probabilities.device;
        var n = probabilities.shape[0];
        var y = Positions(canvas.Height, boxes.narrow(1, 1, 1), boxes.narrow(1, 3, 1), device);
        var x = Positions(canvas.Width, boxes.narrow(1, 0, 1), boxes.narrow(1, 2, 1), device);
        var grid = stack([x.unsqueeze(1).expand(n, canvas.Height, canvas.Width), y.unsqueeze(2).expand(n, canvas.Height, canvas.Width)], 3);
        return nn.functional.grid_sample(probabilities.unsqueeze(1), grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, false).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>Pixel centres of an axis relative to boxes, -1 at their start and 1 at their end; 0 in boxes without extent.</summary>
    private static Tensor Positions(int length, Tensor start, Tensor end, Device device)
    {
        var centres = arange(length, ScalarType.Float32, device) + 0.5;
        var relative = ((centres.unsqueeze(0) - start) / (end - start) * 2) - 1;
        return relative.masked_fill(relative.isinf(), 0);
    }

    private static void PasteOnHost(Tensor probabilities, Tensor boxes, ImageSize canvas, float threshold, Tensor result)
    {
        var values = probabilities.contiguous();
        var corners = boxes.contiguous();
        var mask = values.AsReadOnlySpan<float>();
        var box = corners.AsReadOnlySpan<float>();
        var height = (int)probabilities.shape[1];
        var width = (int)probabilities.shape[2];
        var output = result.bytes;
        var columns = new (int Low, float Weight)[canvas.Width];
        for (var i = 0; i < (int)probabilities.shape[0]; i++)
        {
            var (x1, y1, x2, y2) = (box[4 * i], box[(4 * i) + 1], box[(4 * i) + 2], box[(4 * i) + 3]);
            var left = (int)Math.Max(MathF.Floor(x1) - 1, 0);
            var top = (int)Math.Max(MathF.Floor(y1) - 1, 0);
            var right = (int)Math.Min(MathF.Ceiling(x2) + 1, canvas.Width);
            var bottom = (int)Math.Min(MathF.Ceiling(y2) + 1, canvas.Height);
            for (var x = left; x < right; x++)
            {
                columns[x] = Position(x, x1, x2, width);
            }

            for (var y = top; y < bottom; y++)
            {
                var (low, weight) = Position(y, y1, y2, height);
                var row = (((i * canvas.Height) + y) * canvas.Width);
                for (var x = left; x < right; x++)
                {
                    var (column, share) = columns[x];
                    var value = (At(mask, i, height, width, low, column) * (1 - weight) * (1 - share))
                        + (At(mask, i, height, width, low, column + 1) * (1 - weight) * share)
                        + (At(mask, i, height, width, low + 1, column) * weight * (1 - share))
                        + (At(mask, i, height, width, low + 1, column + 1) * weight * share);
                    output[row + x] = threshold >= 0 ? (value >= threshold ? (byte)1 : (byte)0) : (byte)(value * 255);
                }
            }
        }
    }

    /// <summary>Where a pixel centre lies between the cells of a mask: the lower cell (-1 is outside) and the share of the next.</summary>
    private static (int Low, float Weight) Position(int pixel, float start, float end, int cells)
    {
        var relative = ((pixel + 0.5f - start) / (end - start) * 2) - 1;
        relative = float.IsInfinity(relative) ? 0 : relative;
        var position = (((relative + 1) * cells) - 1) / 2;
        if (!(position > -1 && position < cells))
        {
            return (-2, 0);
        }

        var low = MathF.Floor(position);
        return ((int)low, position - low);
    }

    private static float At(ReadOnlySpan<float> mask, int index, int height, int width, int y, int x) =>
        y < 0 || y >= height || x < 0 || x >= width ? 0 : mask[(((index * height) + y) * width) + x];
}
