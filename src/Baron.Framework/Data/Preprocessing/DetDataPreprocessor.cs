using Baron.Media;
using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Data.Preprocessing;

/// <summary>
/// Makes a network input of samples: channels reordered, <c>(x - mean) / std</c>, then padded at the right and below to the largest
/// picture of the batch, rounded up to a divisor.
/// </summary>
[Component("DetDataPreprocessor")]
public sealed class DetDataPreprocessor : IDataPreprocessor
{
    private readonly float[] _mean;
    private readonly float[] _std;
    private readonly int _divisor;
    private readonly float _padValue;
    private readonly bool _swap;
    private readonly bool _padMask;

    /// <summary>Creates the preprocessor.</summary>
    /// <param name="mean">Three means in the order of the network's channels, on the 0-255 scale; none: pictures are not normalised.</param>
    /// <param name="std">Three standard deviations.</param>
    /// <param name="padSizeDivisor">Sides of the input are multiples of this.</param>
    /// <param name="padValue">The value of the border, after normalisation.</param>
    /// <param name="padMask">Whether instance masks are padded like the pictures.</param>
    /// <param name="maskPadValue">Only 0.</param>
    /// <param name="bgrToRgb">Whether the network's channels are red, green, blue (files are read as blue, green, red).</param>
    /// <param name="rgbToBgr">Whether to exchange the channels of a pipeline that yields red, green, blue.</param>
    /// <param name="boxtype2tensor">Accepted for compatibility with published configs; boxes are tensors.</param>
    /// <param name="nonBlocking">Accepted for compatibility with published configs; copies of page-locked pictures are never waited for.</param>
    /// <exception cref="BaronException">A value is not valid.</exception>
    public DetDataPreprocessor(
        IReadOnlyList<double>? mean = null,
        IReadOnlyList<double>? std = null,
        int padSizeDivisor = 1,
        double padValue = 0,
        bool padMask = false,
        int maskPadValue = 0,
        bool bgrToRgb = false,
        bool rgbToBgr = false,
        bool boxtype2tensor = true,
        bool nonBlocking = false)
    {
        _ = (boxtype2tensor, nonBlocking);
        (_mean, _std) = ChannelStatistics.Parse("DetDataPreprocessor", mean, std);
        if (bgrToRgb && rgbToBgr)
        {
            throw new BaronException("DetDataPreprocessor: bgr_to_rgb and rgb_to_bgr exclude each other.");
        }

        if (padSizeDivisor < 1 || maskPadValue != 0)
        {
            throw new BaronException("DetDataPreprocessor: pad_size_divisor is at least 1 and mask_pad_value is 0.");
        }

        (_divisor, _padValue, _swap, _padMask) = (padSizeDivisor, (float)padValue, bgrToRgb || rgbToBgr, padMask);
    }

    /// <summary>The means by channel of the network.</summary>
    public IReadOnlyList<float> Mean => _mean;

    /// <summary>The standard deviations by channel of the network.</summary>
    public IReadOnlyList<float> Std => _std;

    /// <inheritdoc/>
    public ModelBatch Process(IReadOnlyList<DataSample> samples, Device device)
    {
        if (samples.Count == 0)
        {
            throw new ArgumentException("A batch has at least one sample.", nameof(samples));
        }

        var height = RoundUp(samples.Max(s => s.Size.Height));
        var width = RoundUp(samples.Max(s => s.Size.Width));
        var input = new ImageSize(height, width);
        var images = device.type == TorchSharp.DeviceType.CPU && MediaLibrary.IsAvailable
            ? FillNative(samples, input)
            : FillTensor(samples, input, device);
        var metas = new ImageMeta[samples.Count];
        var truths = new GroundTruth[samples.Count];
        for (var i = 0; i < samples.Count; i++)
        {
            var size = samples[i].Size;
            metas[i] = samples[i].Meta with
            {
                BatchInputShape = input,
                PadShape = new ImageSize(RoundUp(size.Height), RoundUp(size.Width)),
            };
            truths[i] = Truth(samples[i].Truth, input, device);
        }

        return new ModelBatch(images, metas, truths);
    }

    private GroundTruth Truth(GroundTruth truth, ImageSize input, Device device)
    {
        var moved = truth.To(device);

        // Masks of the file's size, as evaluation pipelines have them, do not lie in the input.
        if (!_padMask || moved.IsOfFile || moved.Masks is not { } masks)
        {
            return moved;
        }

        using var scope = NewDisposeScope();
        var padded = zeros([masks.shape[0], input.Height, input.Width], dtype: ScalarType.Byte, device: device);
        padded.narrow(1, 0, masks.shape[1]).narrow(2, 0, masks.shape[2]).copy_(masks);
        return moved with { Masks = padded.MoveToOuterDisposeScope() };
    }

    // One pass from the decoded picture, or from 8-bit planes, to the padded input.
    private unsafe Tensor FillNative(IReadOnlyList<DataSample> samples, ImageSize input)
    {
        var images = empty([samples.Count, 3, input.Height, input.Width], dtype: ScalarType.Float32);
        using var first = images[0];
        fixed (byte* batch = first.bytes)
        {
            // The slots of a batch follow each other.
            var target = (float*)batch;
            var slot = 3L * input.Height * input.Width;
            var threads = Math.Min(get_num_threads(), samples.Count);
            if (threads <= 1)
            {
                for (var i = 0; i < samples.Count; i++)
                {
                    Fill(samples[i], target + (i * slot), input);
                }
            }
            else
            {
                Parallel.For(0, samples.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => Fill(samples[i], target + (i * slot), input));
            }
        }

        return images;
    }

    private unsafe void Fill(DataSample sample, float* target, ImageSize input)
    {
        fixed (float* mean = _mean)
        fixed (float* std = _std)
        {
            if (sample.Picture.Pending is var (picture, size, mirrored))
            {
                MediaNative.Check(MediaNative.ResizeNormalize(
                    picture.Pointer, picture.Height, picture.Width, size.Height, size.Width, mirrored ? 1 : 0, target, input.Height, input.Width, mean, std, _swap ? 1 : 0, _padValue));
                return;
            }

            using var source = sample.Image.contiguous();
            var isFloat = source.dtype == ScalarType.Float32;
            if (!isFloat && source.dtype != ScalarType.Byte)
            {
                throw new ArgumentException($"A picture is uint8 or float32, not {source.dtype}.", nameof(sample));
            }

            fixed (byte* from = source.bytes)
            {
                MediaNative.Check(MediaNative.Normalize(
                    from, isFloat ? 1 : 0, (int)source.shape[1], (int)source.shape[2], target, input.Height, input.Width, mean, std, _swap ? 1 : 0, _padValue));
            }
        }
    }

    // On a GPU the 8-bit picture is moved, a quarter of the bytes, and the arithmetic done there.
    internal Tensor FillTensor(IReadOnlyList<DataSample> samples, ImageSize input, Device device)
    {
        using var scope = NewDisposeScope();
        var mean = tensor(_mean, [3, 1, 1], dtype: ScalarType.Float32, device: device);
        var std = tensor(_std, [3, 1, 1], dtype: ScalarType.Float32, device: device);
        var images = full([samples.Count, 3, input.Height, input.Width], _padValue, dtype: ScalarType.Float32, device: device);
        for (var i = 0; i < samples.Count; i++)
        {
            using var step = NewDisposeScope();

            // Not waited for where the picture is page-locked; the copy is done before the kernels that follow it.
            var image = samples[i].Image.to(device, non_blocking: true);
            image = (_swap ? image.flip(0) : image).to(ScalarType.Float32);
            images[i].narrow(1, 0, image.shape[1]).narrow(2, 0, image.shape[2]).copy_((image - mean) / std);
        }

        return images.MoveToOuterDisposeScope();
    }

    private int RoundUp(int side) => (side + _divisor - 1) / _divisor * _divisor;
}
