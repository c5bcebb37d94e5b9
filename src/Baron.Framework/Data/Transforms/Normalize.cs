using Baron.Registry;

namespace Baron.Data.Transforms;

/// <summary>
/// Turns the picture into numbers <c>(x - mean) / std</c> inside the pipeline. Usually the data preprocessor of the model does
/// this for the whole batch; then leave it out here.
/// </summary>
[Component("Normalize")]
public sealed class Normalize : ITransform
{
    private readonly float[] _mean;
    private readonly float[] _inverse;
    private readonly bool _toRgb;

    /// <summary>Creates the step.</summary>
    /// <param name="mean">Three means, in the order of the result's channels, on the 0-255 scale.</param>
    /// <param name="std">Three standard deviations.</param>
    /// <param name="toRgb">Whether channels become red, green, blue first.</param>
    /// <exception cref="BaronException">There are not three values, or a deviation is 0.</exception>
    public Normalize(IReadOnlyList<double> mean, IReadOnlyList<double> std, bool toRgb = true)
    {
        if (mean.Count != 3 || std.Count != 3 || std.Any(s => s == 0))
        {
            throw new BaronException("Normalize: mean and std have three values each, and no std is 0.");
        }

        _mean = [.. mean.Select(m => (float)m)];
        _inverse = [.. std.Select(s => (float)(1 / s))];
        _toRgb = toRgb;
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        _ = sample.Size;
        LoadImageFromFile.ToFloat(sample);
        var values = sample.FloatImage!.Values;
        for (var i = 0; i < values.Length; i += 3)
        {
            if (_toRgb)
            {
                (values[i], values[i + 2]) = (values[i + 2], values[i]);
            }

            for (var c = 0; c < 3; c++)
            {
                values[i + c] = (values[i + c] - _mean[c]) * _inverse[c];
            }
        }

        return sample;
    }
}
