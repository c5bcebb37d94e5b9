using Baron.Ops;
using Baron.Structures;

namespace Baron.Data;

/// <summary>A mask as pixels; resized by taking the nearest pixel, as OpenCV's <c>INTER_NEAREST</c> does.</summary>
public sealed class BitmapMask : InstanceMask
{
    /// <summary>Wraps pixels.</summary>
    /// <param name="size">The picture's size.</param>
    /// <param name="pixels"><c>[Height, Width]</c>, 1 inside and 0 outside; kept.</param>
    /// <exception cref="ArgumentException">The number of pixels does not fit the size.</exception>
    public BitmapMask(ImageSize size, byte[] pixels)
        : base(size)
    {
        if (pixels.LongLength != (long)size.Height * size.Width)
        {
            throw new ArgumentException($"{pixels.Length} pixels do not make a mask of {size.Height} x {size.Width}.", nameof(pixels));
        }

        Pixels = pixels;
    }

    /// <summary>The pixels, row by row.</summary>
    public byte[] Pixels { get; }

    /// <inheritdoc/>
    public override InstanceMask Resize(ImageSize newSize)
    {
        if (newSize == Size)
        {
            return this;
        }

        var columns = Nearest(newSize.Width, Size.Width);
        var rows = Nearest(newSize.Height, Size.Height);
        var result = new byte[newSize.Height * newSize.Width];
        for (var y = 0; y < newSize.Height; y++)
        {
            var source = Pixels.AsSpan(rows[y] * Size.Width, Size.Width);
            var target = result.AsSpan(y * newSize.Width, newSize.Width);
            if (y > 0 && rows[y] == rows[y - 1])
            {
                result.AsSpan((y - 1) * newSize.Width, newSize.Width).CopyTo(target);
                continue;
            }

            for (var x = 0; x < target.Length; x++)
            {
                target[x] = source[columns[x]];
            }
        }

        return new BitmapMask(newSize, result);
    }

    /// <inheritdoc/>
    public override InstanceMask Flip(FlipDirection direction)
    {
        var result = new byte[Pixels.Length];
        for (var y = 0; y < Size.Height; y++)
        {
            var sourceY = direction == FlipDirection.Horizontal ? y : Size.Height - 1 - y;
            var target = result.AsSpan(y * Size.Width, Size.Width);
            Pixels.AsSpan(sourceY * Size.Width, Size.Width).CopyTo(target);
            if (direction != FlipDirection.Vertical)
            {
                target.Reverse();
            }
        }

        return new BitmapMask(Size, result);
    }

    /// <inheritdoc/>
    public override InstanceMask Pad(ImageSize newSize)
    {
        var result = new byte[newSize.Height * newSize.Width];
        for (var y = 0; y < Size.Height; y++)
        {
            Pixels.AsSpan(y * Size.Width, Size.Width).CopyTo(result.AsSpan(y * newSize.Width));
        }

        return new BitmapMask(newSize, result);
    }

    /// <inheritdoc/>
    public override InstanceMask Crop(int x, int y, ImageSize newSize)
    {
        var result = new byte[newSize.Height * newSize.Width];
        for (var row = 0; row < newSize.Height; row++)
        {
            Pixels.AsSpan(((y + row) * Size.Width) + x, newSize.Width).CopyTo(result.AsSpan(row * newSize.Width));
        }

        return new BitmapMask(newSize, result);
    }

    /// <inheritdoc/>
    public override PixelBox Bounds()
    {
        var (left, top, right, bottom) = (Size.Width, Size.Height, 0, 0);
        for (var y = 0; y < Size.Height; y++)
        {
            var row = Pixels.AsSpan(y * Size.Width, Size.Width);
            var first = row.IndexOfAnyExcept((byte)0);
            if (first >= 0)
            {
                (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExcept((byte)0) + 1));
                (top, bottom) = (Math.Min(top, y), y + 1);
            }
        }

        return bottom == 0 ? default : new PixelBox(left, top, right, bottom);
    }

    /// <inheritdoc/>
    public override void Rasterize(Span<byte> pixels)
    {
        if (pixels.Length != Pixels.Length)
        {
            throw new ArgumentException($"The mask has {Pixels.Length} pixels, the target {pixels.Length}.", nameof(pixels));
        }

        Pixels.CopyTo(pixels);
    }

    private static int[] Nearest(int target, int source)
    {
        // Twice the reciprocal, as OpenCV computes it: the rounding decides which pixel is the nearest.
        var step = 1.0 / ((double)target / source);
        var result = new int[target];
        for (var i = 0; i < target; i++)
        {
            result[i] = Math.Min((int)Math.Floor(i * step), source - 1);
        }

        return result;
    }
}
