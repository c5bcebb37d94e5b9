using Baron.Media;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Data.Transforms;

/// <summary>Resizes the picture of a sample with its boxes and masks.</summary>
[Component("Resize")]
public sealed class Resize : ITransform
{
    private readonly ImageSize? _scale;
    private readonly double _factorX = 1;
    private readonly double _factorY = 1;
    private readonly bool _keepRatio;
    private readonly bool _clip;
    private readonly Interpolation _interpolation;

    /// <summary>Creates the step.</summary>
    /// <param name="scale">The size <c>[width, height]</c>; with <paramref name="keepRatio"/> the two sides that the picture must fit into.</param>
    /// <param name="scaleFactor">Instead of <paramref name="scale"/>: one factor, or two <c>[x, y]</c>.</param>
    /// <param name="keepRatio">Whether proportions are kept.</param>
    /// <param name="clipObjectBorder">Whether boxes are clipped to the picture.</param>
    /// <param name="interpolation"><c>nearest</c>, <c>bilinear</c>, <c>bicubic</c>, <c>area</c> or <c>lanczos</c>.</param>
    /// <param name="backend">Only <c>cv2</c>.</param>
    /// <exception cref="BaronException">Neither or both of scale and scale_factor are given, or a value is not valid.</exception>
    public Resize(
        IReadOnlyList<int>? scale = null,
        [SingleOrList] IReadOnlyList<double>? scaleFactor = null,
        bool keepRatio = false,
        bool clipObjectBorder = true,
        Interpolation interpolation = Interpolation.Bilinear,
        string backend = "cv2")
    {
        if (scale is null == scaleFactor is null)
        {
            throw new BaronException("Resize: give either scale = [width, height] or scale_factor.");
        }

        if (backend != "cv2")
        {
            throw new BaronException($"Resize: backend '{backend}' is not supported; leave it out (cv2).");
        }

        _scale = scale is null ? null : ResizeRule.ParseScale("Resize", scale);
        if (scaleFactor is not null)
        {
            if (scaleFactor is not ([> 0] or [> 0, > 0]))
            {
                throw new BaronException("Resize: scale_factor is one or two positive numbers.");
            }

            (_factorX, _factorY) = (scaleFactor[0], scaleFactor[^1]);
        }

        (_keepRatio, _clip) = (keepRatio, clipObjectBorder);
        _interpolation = interpolation;
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        var size = _scale ?? ResizeRule.Scale(sample.Size, _factorX, _factorY);
        ResizeRule.Apply(sample, _keepRatio ? ResizeRule.Fit(sample.Size, size) : size, _clip, _interpolation);
        return sample;
    }
}
