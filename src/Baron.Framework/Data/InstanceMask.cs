using Baron.Ops;
using Baron.Structures;

namespace Baron.Data;

/// <summary>The mask of one instance, in pixels of the picture as it is now.</summary>
/// <param name="size">The picture's size.</param>
public abstract class InstanceMask(ImageSize size)
{
    /// <summary>The size of the picture that the mask lies in.</summary>
    public ImageSize Size { get; } = size;

    /// <summary>Fits the mask to a resized picture.</summary>
    /// <param name="newSize">The picture's new size.</param>
    public abstract InstanceMask Resize(ImageSize newSize);

    /// <summary>Mirrors the mask with the picture.</summary>
    /// <param name="direction">Which way.</param>
    public abstract InstanceMask Flip(FlipDirection direction);

    /// <summary>Extends the picture at the right and below; the mask stays where it is.</summary>
    /// <param name="newSize">The picture's new size, not smaller.</param>
    public abstract InstanceMask Pad(ImageSize newSize);

    /// <summary>Cuts a rectangle out of the picture.</summary>
    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="newSize">The rectangle's size; it lies inside the picture.</param>
    public virtual InstanceMask Crop(int x, int y, ImageSize newSize) => ToBitmap().Crop(x, y, newSize);

    /// <summary>The smallest box around the mask; zeros where it is empty.</summary>
    public virtual PixelBox Bounds() => ToBitmap().Bounds();

    /// <summary>Writes the mask as pixels, 1 inside and 0 outside.</summary>
    /// <param name="pixels"><c>[Height, Width]</c>, row by row.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public abstract void Rasterize(Span<byte> pixels);

    /// <summary>The mask as pixels.</summary>
    public BitmapMask ToBitmap()
    {
        if (this is BitmapMask bitmap)
        {
            return bitmap;
        }

        var pixels = new byte[Size.Height * Size.Width];
        Rasterize(pixels);
        return new BitmapMask(Size, pixels);
    }
}
