using System.Runtime.InteropServices;
using Baron.Ops;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Media;

/// <summary>
/// A picture in memory: <c>[Height, Width, Channels]</c> of 8 bits, rows without gaps, three channels in the order blue, green,
/// red (as OpenCV has them). Owns native memory; dispose it.
/// </summary>
public sealed unsafe class ImageBuffer : IDisposable
{
    private byte* _pixels;

    /// <summary>Allocates a picture; its content is undefined.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">1, 3 or 4.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the channels are not 1, 3 or 4.</exception>
    public ImageBuffer(int height, int width, int channels = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (channels is not (1 or 3 or 4))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A picture has 1, 3 or 4 channels.");
        }

        (Height, Width, Channels) = (height, width, channels);
        _pixels = (byte*)NativeMemory.AlignedAlloc((nuint)ByteLength, 64);
    }

    /// <summary>Frees the memory of a picture that nobody disposed.</summary>
    ~ImageBuffer() => Free();

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Samples a pixel: 1 (grey), 3 (BGR) or 4 (BGRA).</summary>
    public int Channels { get; }

    /// <summary>Height and width.</summary>
    public ImageSize Size => new(Height, Width);

    /// <summary>The size in bytes.</summary>
    public long ByteLength => (long)Height * Width * Channels;

    /// <summary>All samples, row by row.</summary>
    /// <exception cref="ObjectDisposedException">The picture is disposed.</exception>
    /// <exception cref="OverflowException">The picture is larger than 2 GB.</exception>
    public Span<byte> Pixels => new(Pointer, checked((int)ByteLength));

    /// <summary>The memory.</summary>
    /// <exception cref="ObjectDisposedException">The picture is disposed.</exception>
    internal byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pixels is null, this);
            return _pixels;
        }
    }

    /// <summary>Copies samples into a new picture.</summary>
    /// <param name="pixels"><c>[height, width, channels]</c>.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">1, 3 or 4.</param>
    /// <exception cref="ArgumentException">The number of samples does not fit the size.</exception>
    public static ImageBuffer FromPixels(ReadOnlySpan<byte> pixels, int height, int width, int channels = 3)
    {
        if (pixels.Length != (long)height * width * channels)
        {
            throw new ArgumentException($"{pixels.Length} samples do not make a picture of {height} x {width} x {channels}.", nameof(pixels));
        }

        var image = new ImageBuffer(height, width, channels);
        pixels.CopyTo(image.Pixels);
        return image;
    }

    /// <summary>Turns a tensor into a picture.</summary>
    /// <param name="tensor"><c>[3, H, W]</c> uint8 on the CPU.</param>
    /// <param name="isRgb">Whether the tensor's channels are red, green, blue.</param>
    /// <exception cref="ArgumentException">The tensor is not of that form.</exception>
    public static ImageBuffer FromTensor(Tensor tensor, bool isRgb = false)
    {
        if (tensor.dim() != 3 || tensor.shape[0] != 3 || tensor.dtype != ScalarType.Byte)
        {
            throw new ArgumentException($"A picture is [3, H, W] uint8, not [{string.Join(", ", tensor.shape)}] {tensor.dtype}.", nameof(tensor));
        }

        var image = new ImageBuffer((int)tensor.shape[1], (int)tensor.shape[2]);
        using var contiguous = tensor.contiguous();
        ReadOnlySpan<byte> planes = contiguous.bytes;
        var count = image.Height * image.Width;
        var target = image.Pixels;
        for (var c = 0; c < 3; c++)
        {
            var plane = planes.Slice((isRgb ? 2 - c : c) * count, count);
            for (int i = 0, j = c; i < plane.Length; i++, j += 3)
            {
                target[j] = plane[i];
            }
        }

        return image;
    }

    /// <summary>One row of samples.</summary>
    /// <param name="y">0-based.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row does not exist.</exception>
    public Span<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        return new Span<byte>(Pointer + ((long)y * Width * Channels), Width * Channels);
    }

    /// <summary>Copies the picture.</summary>
    public ImageBuffer Clone()
    {
        var copy = new ImageBuffer(Height, Width, Channels);
        Buffer.MemoryCopy(Pointer, copy.Pointer, ByteLength, ByteLength);
        return copy;
    }

    /// <summary>Copies a rectangle that lies inside the picture.</summary>
    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is not inside.</exception>
    public ImageBuffer Crop(int x, int y, int width, int height)
    {
        if (x < 0 || y < 0 || width < 1 || height < 1 || x + (long)width > Width || y + (long)height > Height)
        {
            throw new ArgumentOutOfRangeException(nameof(x), $"The rectangle ({x}, {y}, {width} x {height}) is not inside {Width} x {Height}.");
        }

        var part = new ImageBuffer(height, width, Channels);
        for (var row = 0; row < height; row++)
        {
            Row(y + row).Slice(x * Channels, width * Channels).CopyTo(part.Row(row));
        }

        return part;
    }

    /// <summary>Copies another picture into this one; what lies outside is cut off.</summary>
    /// <param name="source">A picture with as many channels.</param>
    /// <param name="x">Where its left column goes.</param>
    /// <param name="y">Where its top row goes.</param>
    /// <exception cref="ArgumentException">The channels differ.</exception>
    public void Paste(ImageBuffer source, int x, int y)
    {
        if (source.Channels != Channels)
        {
            throw new ArgumentException($"A picture of {source.Channels} channels does not go into one of {Channels}.", nameof(source));
        }

        var left = Math.Max(0, x);
        var right = Math.Min(Width, x + source.Width);
        if (right <= left)
        {
            return;
        }

        for (var row = Math.Max(0, y); row < Math.Min(Height, y + source.Height); row++)
        {
            source.Row(row - y).Slice((left - x) * Channels, (right - left) * Channels).CopyTo(Row(row)[(left * Channels)..]);
        }
    }

    /// <summary>Sets every pixel.</summary>
    /// <param name="color">The colour.</param>
    public void Fill(RgbColor color)
    {
        Span<byte> sample = Channels switch
        {
            1 => [(byte)Math.Round(color.Luminance)],
            3 => [color.B, color.G, color.R],
            _ => [color.B, color.G, color.R, 255],
        };
        for (var y = 0; y < Height; y++)
        {
            var row = Row(y);
            for (var i = 0; i < row.Length; i += Channels)
            {
                sample.CopyTo(row[i..]);
            }
        }
    }

    /// <summary>Computes the picture at another size, with OpenCV's results to the bit.</summary>
    /// <param name="size">The new size.</param>
    /// <param name="interpolation">How pixels are computed.</param>
    /// <returns>A new picture.</returns>
    /// <exception cref="MediaException">The native library is absent.</exception>
    public ImageBuffer Resize(ImageSize size, Interpolation interpolation = Interpolation.Bilinear)
    {
        if (size == Size)
        {
            return Clone();
        }

        MediaNative.Require();
        var result = new ImageBuffer(size.Height, size.Width, Channels);
        MediaNative.Check(MediaNative.Resize(Pointer, Height, Width, Channels, result.Pointer, size.Height, size.Width, (int)interpolation));
        return result;
    }

    /// <summary>Mirrors the picture.</summary>
    /// <param name="direction">Which way.</param>
    /// <returns>A new picture.</returns>
    /// <exception cref="MediaException">The native library is absent.</exception>
    public ImageBuffer Flip(FlipDirection direction)
    {
        MediaNative.Require();
        var result = new ImageBuffer(Height, Width, Channels);
        var code = direction switch
        {
            FlipDirection.Horizontal => 1,
            FlipDirection.Vertical => 0,
            _ => -1,
        };
        MediaNative.Check(MediaNative.Flip(Pointer, Height, Width, Channels, result.Pointer, code));
        return result;
    }

    /// <summary>Minimum of a one-channel picture over a square around each pixel; outside counts as infinitely bright.</summary>
    /// <param name="kernel">The square's odd side in pixels.</param>
    /// <returns>A new picture.</returns>
    /// <exception cref="InvalidOperationException">The picture has several channels.</exception>
    /// <exception cref="MediaException">The native library is absent.</exception>
    public ImageBuffer Erode(int kernel)
    {
        if (Channels != 1)
        {
            throw new InvalidOperationException("Only pictures of one channel are eroded.");
        }

        MediaNative.Require();
        var result = new ImageBuffer(Height, Width, 1);
        MediaNative.Check(MediaNative.Erode(Pointer, Height, Width, result.Pointer, kernel));
        return result;
    }

    /// <summary>Copies a picture of three channels into a tensor.</summary>
    /// <param name="toRgb">Whether to reorder the channels to red, green, blue.</param>
    /// <returns><c>[3, H, W]</c> uint8 on the CPU.</returns>
    /// <exception cref="InvalidOperationException">The picture does not have three channels.</exception>
    public Tensor ToTensor(bool toRgb = false)
    {
        if (Channels != 3)
        {
            throw new InvalidOperationException("Only pictures of three channels become network inputs.");
        }

        MediaNative.Require();
        var tensor = empty(3, Height, Width, dtype: ScalarType.Byte);
        fixed (byte* planes = tensor.bytes)
        {
            MediaNative.Check(MediaNative.ToPlanes(Pointer, Height, Width, planes, toRgb ? 1 : 0));
        }

        return tensor;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_pixels);
        _pixels = null;
    }
}
