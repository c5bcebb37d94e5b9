using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Data.Preprocessing;

/// <summary>
/// Re-normalises a detector's input for another network: channels exchanged where asked, then <c>(x - mean) / std</c>. The border,
/// which was 0 before, becomes <c>-mean / std</c>.
/// </summary>
[Component("ImgDataPreprocessor")]
public sealed class ImgDataPreprocessor : IImagePreprocessor
{
    private readonly float[] _mean;
    private readonly float[] _std;
    private readonly bool _swap;

    /// <summary>Creates the preprocessor.</summary>
    /// <param name="mean">Three means in the order of the result's channels, on the scale of the detector's input.</param>
    /// <param name="std">Three standard deviations.</param>
    /// <param name="bgrToRgb">Whether the first and the last channel are exchanged.</param>
    /// <param name="rgbToBgr">The same for inputs in the other order.</param>
    /// <param name="padSizeDivisor">Only 1: the input is padded already.</param>
    /// <param name="padValue">Accepted for compatibility with published configs; nothing is padded here.</param>
    /// <param name="nonBlocking">Accepted for compatibility with published configs; has no effect.</param>
    /// <exception cref="BaronException">A value is not valid.</exception>
    public ImgDataPreprocessor(
        IReadOnlyList<double>? mean = null,
        IReadOnlyList<double>? std = null,
        bool bgrToRgb = false,
        bool rgbToBgr = false,
        int padSizeDivisor = 1,
        double padValue = 0,
        bool nonBlocking = false)
    {
        _ = (padValue, nonBlocking);
        (_mean, _std) = ChannelStatistics.Parse("ImgDataPreprocessor", mean, std);
        if (bgrToRgb && rgbToBgr)
        {
            throw new BaronException("ImgDataPreprocessor: bgr_to_rgb and rgb_to_bgr exclude each other.");
        }

        if (padSizeDivisor != 1)
        {
            throw new BaronException("ImgDataPreprocessor: pad_size_divisor is 1; the detector's preprocessor pads.");
        }

        _swap = bgrToRgb || rgbToBgr;
    }

    /// <inheritdoc/>
    public Tensor Process(Tensor images)
    {
        using var scope = NewDisposeScope();
        var mean = tensor(_mean, [1, 3, 1, 1], dtype: ScalarType.Float32, device: images.device);
        var std = tensor(_std, [1, 3, 1, 1], dtype: ScalarType.Float32, device: images.device);
        var ordered = _swap ? images.flip(1) : images;
        return ((ordered - mean) / std).MoveToOuterDisposeScope();
    }
}
