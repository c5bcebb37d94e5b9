using Baron.Structures;

namespace Baron.Media;

/// <summary>Resizing of float32 pictures, <c>[height, width, channels]</c> with channels interleaved.</summary>
public static unsafe class FloatPlane
{
    /// <summary>Computes the picture at another size, as OpenCV does for float32.</summary>
    /// <param name="values"><c>[height, width, channels]</c>.</param>
    /// <param name="size">The size of <paramref name="values"/>.</param>
    /// <param name="channels">1 to 4.</param>
    /// <param name="newSize">The size wanted.</param>
    /// <param name="interpolation">How pixels are computed.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the size.</exception>
    /// <exception cref="MediaException">The native library is absent.</exception>
    public static float[] Resize(ReadOnlySpan<float> values, ImageSize size, int channels, ImageSize newSize, Interpolation interpolation)
    {
        if (values.Length != (long)size.Height * size.Width * channels)
        {
            throw new ArgumentException($"{values.Length} values do not make a picture of {size.Height} x {size.Width} x {channels}.", nameof(values));
        }

        MediaNative.Require();
        var result = new float[newSize.Height * newSize.Width * channels];
        fixed (float* source = values)
        fixed (float* destination = result)
        {
            MediaNative.Check(MediaNative.ResizeFloat(source, size.Height, size.Width, channels, destination, newSize.Height, newSize.Width, (int)interpolation));
        }

        return result;
    }
}
