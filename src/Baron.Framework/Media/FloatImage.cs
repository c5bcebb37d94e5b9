using Baron.Ops;
using Baron.Structures;

namespace Baron.Media;

/// <summary>A picture of three float32 channels, <c>[Height, Width, 3]</c>, such as a normalised one.</summary>
public sealed class FloatImage
{
    /// <summary>Wraps values.</summary>
    /// <param name="size">The size.</param>
    /// <param name="values"><c>[Height, Width, 3]</c>; kept.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the size.</exception>
    public FloatImage(ImageSize size, float[] values)
    {
        if (values.LongLength != (long)size.Height * size.Width * 3)
        {
            throw new ArgumentException($"{values.Length} values do not make a picture of {size.Height} x {size.Width} x 3.", nameof(values));
        }

        (Size, Values) = (size, values);
    }

    /// <summary>The size.</summary>
    public ImageSize Size { get; }

    /// <summary>The values, row by row.</summary>
    public float[] Values { get; }

    /// <summary>Copies the picture.</summary>
    public FloatImage Clone() => new(Size, (float[])Values.Clone());

    /// <summary>Computes the picture at another size, as OpenCV does.</summary>
    /// <param name="size">The new size.</param>
    /// <param name="interpolation">How pixels are computed.</param>
    /// <exception cref="MediaException">The native library is absent.</exception>
    public FloatImage Resize(ImageSize size, Interpolation interpolation = Interpolation.Bilinear) =>
        size == Size ? Clone() : new FloatImage(size, FloatPlane.Resize(Values, Size, 3, size, interpolation));

    /// <summary>Mirrors the picture.</summary>
    /// <param name="direction">Which way.</param>
    public FloatImage Flip(FlipDirection direction)
    {
        var (h, w) = (Size.Height, Size.Width);
        var result = new float[Values.Length];
        for (var y = 0; y < h; y++)
        {
            var sourceY = direction == FlipDirection.Horizontal ? y : h - 1 - y;
            for (var x = 0; x < w; x++)
            {
                var sourceX = direction == FlipDirection.Vertical ? x : w - 1 - x;
                Values.AsSpan(((sourceY * w) + sourceX) * 3, 3).CopyTo(result.AsSpan(((y * w) + x) * 3, 3));
            }
        }

        return new FloatImage(Size, result);
    }

    /// <summary>Adds a border at the right and below.</summary>
    /// <param name="size">The new size, not smaller than the picture.</param>
    /// <param name="value">The border's value in the three channels.</param>
    public FloatImage Pad(ImageSize size, ReadOnlySpan<float> value)
    {
        var result = new float[size.Height * size.Width * 3];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = value[i % 3];
        }

        for (var y = 0; y < Size.Height; y++)
        {
            Values.AsSpan(y * Size.Width * 3, Size.Width * 3).CopyTo(result.AsSpan(y * size.Width * 3));
        }

        return new FloatImage(size, result);
    }
}
