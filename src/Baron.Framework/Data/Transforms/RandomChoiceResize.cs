using Baron.Media;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Data.Transforms;

/// <summary>Resizes to one of several scales, drawn uniformly for each sample (multi-scale training).</summary>
[Component("RandomChoiceResize")]
public sealed class RandomChoiceResize : ITransform
{
    private readonly ImageSize[] _scales;
    private readonly bool _keepRatio;
    private readonly bool _clip;
    private readonly Interpolation _interpolation;

    /// <summary>Creates the step.</summary>
    /// <param name="scales">Sizes <c>[width, height]</c>.</param>
    /// <param name="keepRatio">Whether proportions are kept; a scale is then what the picture must fit into.</param>
    /// <param name="clipObjectBorder">Whether boxes are clipped to the picture.</param>
    /// <param name="interpolation"><c>nearest</c>, <c>bilinear</c>, <c>bicubic</c>, <c>area</c> or <c>lanczos</c>.</param>
    /// <param name="resizeType">Only <c>Resize</c>.</param>
    /// <exception cref="BaronException">There is no scale, or a value is not valid.</exception>
    public RandomChoiceResize(
        IReadOnlyList<IReadOnlyList<int>> scales,
        bool keepRatio = false,
        bool clipObjectBorder = true,
        Interpolation interpolation = Interpolation.Bilinear,
        string resizeType = "Resize")
    {
        if (scales.Count == 0)
        {
            throw new BaronException("RandomChoiceResize: scales is empty; give at least one [width, height].");
        }

        if (resizeType != "Resize")
        {
            throw new BaronException($"RandomChoiceResize: resize_type '{resizeType}' is not supported; leave it out (Resize).");
        }

        _scales = [.. scales.Select(scale => ResizeRule.ParseScale("RandomChoiceResize", scale))];
        (_keepRatio, _clip) = (keepRatio, clipObjectBorder);
        _interpolation = interpolation;
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        var scale = _scales[random.NextInt(_scales.Length)];
        ResizeRule.Apply(sample, _keepRatio ? ResizeRule.Fit(sample.Size, scale) : scale, _clip, _interpolation);
        return sample;
    }
}
