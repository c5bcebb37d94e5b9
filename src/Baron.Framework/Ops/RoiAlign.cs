using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Ops;

/// <summary>
/// RoIAlign (He et al., <i>Mask R-CNN</i>, 2017, section 3): a region is divided into bins, and each bin is the average of bilinear
/// samples laid out evenly inside it. Differentiable in the features, not in the regions.
/// </summary>
public static class RoiAlign
{
    // Boxes out of all proportion (a diverged regression) must not ask for billions of samples.
    private const int MostSamples = 1 << 14;

    /// <summary>Pools regions.</summary>
    /// <param name="features"><c>[N, C, H, W]</c>.</param>
    /// <param name="rois"><c>[R, 5]</c>: image index, x1, y1, x2, y2 in pixels of the network input.</param>
    /// <param name="outputSize">Bins of a pooled region.</param>
    /// <param name="spatialScale">Size of the map relative to the network input, such as 1/16.</param>
    /// <param name="samplingRatio">Samples per bin and axis; 0: as many as the bin has pixels, rounded up.</param>
    /// <param name="aligned">Whether regions are shifted by half a pixel of the map, so that a pixel is an area and not a point; without
    /// it regions are at least one pixel large, as in the first publications.</param>
    /// <returns><c>[R, C, h, w]</c>; samples further than one pixel outside the map count as zero.</returns>
    /// <exception cref="ArgumentException">Wrong shapes, or a region of an image that the batch does not have.</exception>
    public static Tensor Apply(Tensor features, Tensor rois, ImageSize outputSize, double spatialScale, int samplingRatio = 0, bool aligned = true)
    {
        if (features.Dimensions != 4)
        {
            throw new ArgumentException($"Features are [N, C, H, W], not {features.Dimensions}-dimensional.", nameof(features));
        }

        if (rois.Dimensions != 2 || rois.shape[1] != 5)
        {
            throw new ArgumentException($"Regions are [R, 5], not [{string.Join(", ", rois.shape)}].", nameof(rois));
        }

        if (outputSize.Height < 1 || outputSize.Width < 1 || samplingRatio < 0)
        {
            throw new ArgumentException($"RoIAlign needs at least one bin and a sampling ratio of at least 0, not {outputSize} and {samplingRatio}.", nameof(outputSize));
        }

        return NativeOps.Supports(features) && !MustBeOrdered(features)
            ? NativeOps.RoiAlign(features, rois, outputSize.Height, outputSize.Width, spatialScale, samplingRatio, aligned)
            : Composed(features, rois, outputSize, spatialScale, samplingRatio, aligned);
    }

    // Regions that overlap are added with atomics by the backward kernel for CUDA, in no fixed order.
    private static bool MustBeOrdered(Tensor features) => features.device_type != DeviceType.CPU && are_deterministic_algorithms_enabled();

    // The average over a bin's samples is separable: (weights along y) x map x (weights along x), two matrix products a region.
    private static Tensor Composed(Tensor features, Tensor rois, ImageSize outputSize, double spatialScale, int samplingRatio, bool aligned)
    {
        using var scope = NewDisposeScope();
        var shape = features.shape;
        var (images, channels, height, width) = (shape[0], shape[1], (int)shape[2], (int)shape[3]);
        var regions = rois.shape[0];
        if (regions == 0 || channels == 0)
        {
            return zeros([regions, channels, outputSize.Height, outputSize.Width], features.dtype, features.device).MoveToOuterDisposeScope();
        }

        var exact = features.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var map = features.to(exact);
        var host = rois.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var pooled = new List<Tensor>();
        var offset = aligned ? 0.5 : 0.0;
        for (var r = 0L; r < regions; r++)
        {
            var roi = host.AsSpan((int)(r * 5), 5);
            var image = (long)roi[0];
            if (!(image >= 0 && image < images))
            {
                throw new ArgumentException($"Region {r} belongs to image {roi[0]}, the batch has {images}.", nameof(rois));
            }

            // In the arithmetic of the map's own type, so that samples fall on the same side of a pixel.
            var single = exact == ScalarType.Float32;
            var (x0, w) = Extent(roi[1], roi[3], spatialScale, offset, aligned, single);
            var (y0, h) = Extent(roi[2], roi[4], spatialScale, offset, aligned, single);
            var (gridX, gridY) = (Samples(w / outputSize.Width, samplingRatio, single), Samples(h / outputSize.Height, samplingRatio, single));
            var (alongX, left, columns) = Axis(x0, w, outputSize.Width, gridX, width, single);
            var (alongY, top, rows) = Axis(y0, h, outputSize.Height, gridY, height, single);
            if (columns == 0 || rows == 0)
            {
                pooled.Add(zeros([channels, outputSize.Height, outputSize.Width], exact, features.device));
                continue;
            }

            var window = map.select(0, image).narrow(1, top, rows).narrow(2, left, columns);
            var wy = tensor(alongY, [outputSize.Height, rows], dtype: exact, device: features.device);
            var wx = tensor(alongX, [outputSize.Width, columns], dtype: exact, device: features.device);
            pooled.Add(wy.matmul(window.matmul(wx.t())) / Math.Max(1.0, (double)gridX * gridY));
        }

        return stack(pooled).to(features.dtype).MoveToOuterDisposeScope();
    }

    private static (double Start, double Size) Extent(double from, double to, double scale, double offset, bool aligned, bool single)
    {
        if (single)
        {
            var start = ((float)from * (float)scale) - (float)offset;
            var size = ((float)to * (float)scale) - (float)offset - start;
            return (start, aligned ? size : Math.Max(size, 1f));
        }

        var begin = (from * scale) - offset;
        var length = (to * scale) - offset - begin;
        return (begin, aligned ? length : Math.Max(length, 1.0));
    }

    private static int Samples(double bin, int samplingRatio, bool single)
    {
        if (samplingRatio > 0)
        {
            return samplingRatio;
        }

        var pixels = Math.Ceiling(single ? (float)bin : bin);
        return pixels > 0 ? (int)Math.Min(pixels, MostSamples) : 0;
    }

    /// <summary>Summed weights <c>[bins, count]</c> of the pixels <c>first .. first + count - 1</c>.</summary>
    private static (double[] Weights, int First, int Count) Axis(double start, double size, int bins, int grid, int pixels, bool single)
    {
        var bin = single ? (float)size / bins : size / bins;
        var taps = new List<(int Bin, int Pixel, double Weight)>();
        for (var p = 0; p < bins; p++)
        {
            for (var i = 0; i < grid; i++)
            {
                var at = single
                    ? (float)start + (p * (float)bin) + ((i + 0.5f) * (float)bin / grid)
                    : start + (p * bin) + ((i + 0.5) * bin / grid);
                if (!(at >= -1 && at <= pixels))
                {
                    continue;
                }

                at = Math.Max(at, 0);
                var low = (int)at;
                if (low >= pixels - 1)
                {
                    taps.Add((p, pixels - 1, 1));
                    continue;
                }

                taps.Add((p, low, 1 - (at - low)));
                taps.Add((p, low + 1, at - low));
            }
        }

        if (taps.Count == 0)
        {
            return ([], 0, 0);
        }

        var first = taps.Min(t => t.Pixel);
        var count = taps.Max(t => t.Pixel) - first + 1;
        var weights = new double[bins * count];
        foreach (var (p, pixel, weight) in taps)
        {
            weights[(p * count) + pixel - first] += weight;
        }

        return (weights, first, count);
    }
}
