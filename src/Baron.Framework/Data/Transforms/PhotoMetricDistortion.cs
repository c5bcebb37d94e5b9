using Baron.Registry;

namespace Baron.Data.Transforms;

/// <summary>
/// Changes the colours of a picture at random, each change with probability 1/2 (Liu et al., <i>SSD</i>, ECCV 2016): brightness,
/// contrast (before or after the next two), saturation, hue, order of the channels. Later steps see numbers instead of 8-bit samples.
/// </summary>
[Component("PhotoMetricDistortion")]
public sealed class PhotoMetricDistortion : ITransform
{
    private readonly double _brightness;
    private readonly double[] _contrast;
    private readonly double[] _saturation;
    private readonly double _hue;

    /// <summary>Creates the step.</summary>
    /// <param name="brightnessDelta">The largest change of brightness, on the 0-255 scale.</param>
    /// <param name="contrastRange">The smallest and the largest factor of all values.</param>
    /// <param name="saturationRange">The smallest and the largest factor of the saturation.</param>
    /// <param name="hueDelta">The largest change of the hue, in degrees.</param>
    /// <exception cref="BaronException">A value is not valid.</exception>
    public PhotoMetricDistortion(
        double brightnessDelta = 32,
        IReadOnlyList<double>? contrastRange = null,
        IReadOnlyList<double>? saturationRange = null,
        double hueDelta = 18)
    {
        (_brightness, _hue) = (brightnessDelta, hueDelta);
        _contrast = [.. contrastRange ?? [0.5, 1.5]];
        _saturation = [.. saturationRange ?? [0.5, 1.5]];
        if (!(brightnessDelta >= 0) || hueDelta is not (>= 0 and <= 360))
        {
            throw new BaronException("PhotoMetricDistortion: brightness_delta is not negative, and hue_delta lies between 0 and 360.");
        }

        if (!IsRange(_contrast) || !IsRange(_saturation))
        {
            throw new BaronException("PhotoMetricDistortion: contrast_range and saturation_range are [smallest, largest], not negative.");
        }
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        var (contrastLast, brightness, contrast, saturation, hue, swap) = (Coin(random), Coin(random), Coin(random), Coin(random), Coin(random), Coin(random));
        var change = new Change(
            brightness ? Uniform(random, -_brightness, _brightness) : 0,
            contrast ? Uniform(random, _contrast[0], _contrast[1]) : 1,
            !contrastLast,
            saturation ? Uniform(random, _saturation[0], _saturation[1]) : 1,
            hue ? Uniform(random, -_hue, _hue) : 0,
            swap ? random.Permutation(3) : [0, 1, 2]);
        Apply(sample, change);
        return sample;
    }

    /// <summary>Changes the colours of a sample.</summary>
    /// <param name="sample">The sample; changed.</param>
    /// <param name="change">What is done.</param>
    internal static void Apply(PipelineSample sample, Change change)
    {
        _ = sample.Size;
        LoadImageFromFile.ToFloat(sample);
        sample.FloatImage!.ChangeColors(change.Brightness, change.Contrast, change.ContrastFirst, change.Saturation, change.Hue);
        if (change.Channels is [0, 1, 2])
        {
            return;
        }

        var values = sample.FloatImage.Values;
        var (first, second, third) = (change.Channels[0], change.Channels[1], change.Channels[2]);
        for (var i = 0; i + 2 < values.Length; i += 3)
        {
            (values[i], values[i + 1], values[i + 2]) = (values[i + first], values[i + second], values[i + third]);
        }
    }

    private static bool Coin(IRandomSource random) => random.NextInt(2) == 1;

    private static double Uniform(IRandomSource random, double low, double high) => low + (random.NextDouble() * (high - low));

    private static bool IsRange(double[] range) => range is [>= 0, >= 0] && range[0] <= range[1];

    /// <summary>A change of colours.</summary>
    /// <param name="Brightness">What is added.</param>
    /// <param name="Contrast">The factor of all values.</param>
    /// <param name="ContrastFirst">Whether contrast changes before saturation and hue.</param>
    /// <param name="Saturation">The factor of the saturation.</param>
    /// <param name="Hue">What is added to the hue, in degrees.</param>
    /// <param name="Channels">The channel that each channel takes.</param>
    internal sealed record Change(double Brightness, double Contrast, bool ContrastFirst, double Saturation, double Hue, int[] Channels);
}
