using Baron.Media;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Data.Transforms;

/// <summary>
/// Adds a border at the right and below, inside the pipeline. Usually the data preprocessor pads the whole batch; then leave it
/// out here.
/// </summary>
[Component("Pad")]
public sealed class Pad : ITransform
{
    private readonly ImageSize? _size;
    private readonly int? _divisor;
    private readonly bool _square;
    private readonly double[] _value;

    /// <summary>Creates the step.</summary>
    /// <param name="size">The size <c>[width, height]</c> to pad to.</param>
    /// <param name="sizeDivisor">Sides are padded to a multiple of this.</param>
    /// <param name="padToSquare">Whether the shorter side is padded to the longer one, before <paramref name="sizeDivisor"/>.</param>
    /// <param name="padVal">What the border is filled with; zeros by default.</param>
    /// <param name="paddingMode">Only <c>constant</c>.</param>
    /// <exception cref="BaronException">Not exactly one of size, size_divisor and pad_to_square is given (a divisor may join the square), or a value is not valid.</exception>
    public Pad(IReadOnlyList<int>? size = null, int? sizeDivisor = null, bool padToSquare = false, PadValue? padVal = null, string paddingMode = "constant")
    {
        if (size is not null == (sizeDivisor is not null || padToSquare))
        {
            throw new BaronException("Pad: give size = [width, height], or size_divisor and/or pad_to_square.");
        }

        if (paddingMode != "constant")
        {
            throw new BaronException($"Pad: padding_mode '{paddingMode}' is not supported; leave it out (constant).");
        }

        if (sizeDivisor is < 1)
        {
            throw new BaronException("Pad: size_divisor is at least 1.");
        }

        _size = size is null ? null : ResizeRule.ParseScale("Pad", size);
        (_divisor, _square) = (sizeDivisor, padToSquare);
        var value = padVal?.Img ?? [0];
        if (value.Count is not (1 or 3) || !value.All(double.IsFinite) || padVal is { Masks: not 0 })
        {
            throw new BaronException("Pad: pad_val.img is one number or three, and pad_val.masks is 0.");
        }

        _value = value.Count == 3 ? [.. value] : [value[0], value[0], value[0]];
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        var old = sample.Size;
        var size = _size ?? old;
        if (_square)
        {
            size = new ImageSize(Math.Max(size.Height, size.Width), Math.Max(size.Height, size.Width));
        }

        if (_divisor is { } divisor)
        {
            size = new ImageSize((size.Height + divisor - 1) / divisor * divisor, (size.Width + divisor - 1) / divisor * divisor);
        }

        size = new ImageSize(Math.Max(size.Height, old.Height), Math.Max(size.Width, old.Width));
        if (size == old)
        {
            return sample;
        }

        if (sample.Image is { } image)
        {
            var padded = new ImageBuffer(size.Height, size.Width, image.Channels);
            padded.Fill(new RgbColor(Level(_value[2]), Level(_value[1]), Level(_value[0])));
            padded.Paste(image, 0, 0);
            sample.Image = padded;
        }
        else
        {
            sample.FloatImage = sample.FloatImage!.Pad(size, [(float)_value[0], (float)_value[1], (float)_value[2]]);
        }

        if (sample.Masks is { } masks)
        {
            sample.Masks = Array.ConvertAll(masks, mask => mask.Pad(size));
        }

        sample.Meta = sample.Meta with { ImageShape = size };
        return sample;
    }

    // Rounded half to even and kept in range, as OpenCV stores a number in 8 bits.
    private static byte Level(double value) => (byte)Math.Clamp(Math.Round(value, MidpointRounding.ToEven), 0, 255);
}
