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

    /// <summary>Copies a rectangle that lies inside the picture.</summary>
    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is not inside.</exception>
    public FloatImage Crop(int x, int y, int width, int height)
    {
        if (x < 0 || y < 0 || width < 1 || height < 1 || x + (long)width > Size.Width || y + (long)height > Size.Height)
        {
            throw new ArgumentOutOfRangeException(nameof(x), $"The rectangle ({x}, {y}, {width} x {height}) is not inside {Size.Width} x {Size.Height}.");
        }

        var result = new float[height * width * 3];
        for (var row = 0; row < height; row++)
        {
            Values.AsSpan((((y + row) * Size.Width) + x) * 3, width * 3).CopyTo(result.AsSpan(row * width * 3));
        }

        return new FloatImage(new ImageSize(height, width), result);
    }

    /// <summary>Changes brightness, contrast, saturation and hue in place; the values are on the 0-255 scale, in the order blue, green, red.</summary>
    /// <param name="brightness">What is added; 0 for none.</param>
    /// <param name="contrast">The factor of all values; 1 for none.</param>
    /// <param name="contrastFirst">Whether contrast changes before saturation and hue.</param>
    /// <param name="saturation">The factor of the saturation; 1 for none.</param>
    /// <param name="hue">What is added to the hue, in degrees; 0 for none.</param>
    /// <exception cref="MediaException">The native library is absent.</exception>
    internal unsafe void ChangeColors(double brightness, double contrast, bool contrastFirst, double saturation, double hue)
    {
        MediaNative.Require();
        fixed (float* values = Values)
        {
            MediaNative.Check(MediaNative.Photometric(values, Size.Height, Size.Width, brightness, contrast, contrastFirst ? 1 : 0, saturation, hue));
        }
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
