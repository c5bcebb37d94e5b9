using Baron.Media;
using Baron.Structures;

namespace Baron.Data.Transforms;

/// <summary>The arithmetic of resizing a sample.</summary>
public static class ResizeRule
{
    /// <summary>
    /// The size of a picture that is fitted into a scale with its proportions kept: the factor is the smaller of long side to long
    /// side and short side to short side; sides are rounded half up.
    /// </summary>
    /// <param name="size">The picture.</param>
    /// <param name="scale">Two sides in pixels, in either order.</param>
    public static ImageSize Fit(ImageSize size, ImageSize scale)
    {
        var factor = Math.Min(
            (double)Math.Max(scale.Width, scale.Height) / Math.Max(size.Height, size.Width),
            (double)Math.Min(scale.Width, scale.Height) / Math.Min(size.Height, size.Width));
        return Scale(size, factor, factor);
    }

    /// <summary>The size of a picture times factors, rounded half up.</summary>
    /// <param name="size">The picture.</param>
    /// <param name="factorX">For the width.</param>
    /// <param name="factorY">For the height.</param>
    public static ImageSize Scale(ImageSize size, double factorX, double factorY) =>
        new((int)((size.Height * factorY) + 0.5), (int)((size.Width * factorX) + 0.5));

    /// <summary>Reads a scale <c>[w, h]</c> of a config.</summary>
    /// <param name="component">The component, for the message.</param>
    /// <param name="scale">Two positive sides.</param>
    /// <exception cref="BaronException">It is not two positive numbers.</exception>
    public static ImageSize ParseScale(string component, IReadOnlyList<int> scale) => scale is [> 0, > 0]
        ? new ImageSize(scale[1], scale[0])
        : throw new BaronException($"{component}: a scale is two positive numbers [width, height], not [{string.Join(", ", scale)}].");

    /// <summary>Resizes the picture, boxes and masks of a sample.</summary>
    /// <param name="sample">The sample; changed.</param>
    /// <param name="size">The new size.</param>
    /// <param name="clip">Whether boxes are clipped to the new picture.</param>
    /// <param name="interpolation">How pixels are computed.</param>
    public static void Apply(PipelineSample sample, ImageSize size, bool clip, Interpolation interpolation)
    {
        var old = sample.Size;
        if (size.Height < 1 || size.Width < 1)
        {
            throw new BaronException($"'{sample.Meta.Path}' of {old.Width} x {old.Height} pixels cannot be resized to {size.Width} x {size.Height}.");
        }

        sample.ResizeImage(size, interpolation);

        // Factors are those of the sides after rounding, in single precision where boxes are scaled.
        var (scaleX, scaleY) = ((double)size.Width / old.Width, (double)size.Height / old.Height);
        var (fx, fy) = ((float)scaleX, (float)scaleY);
        var boxes = sample.Boxes;
        for (var i = 0; i < boxes.Length; i++)
        {
            var box = new PixelBox(boxes[i].X1 * fx, boxes[i].Y1 * fy, boxes[i].X2 * fx, boxes[i].Y2 * fy);
            boxes[i] = clip
                ? new PixelBox(Math.Clamp(box.X1, 0, size.Width), Math.Clamp(box.Y1, 0, size.Height), Math.Clamp(box.X2, 0, size.Width), Math.Clamp(box.Y2, 0, size.Height))
                : box;
        }

        if (sample.Masks is { } masks)
        {
            sample.Masks = Array.ConvertAll(masks, mask => mask.Resize(size));
        }

        sample.Meta = sample.Meta with
        {
            ImageShape = size,
            ScaleX = sample.Meta.ScaleX * scaleX,
            ScaleY = sample.Meta.ScaleY * scaleY,
        };
    }
}
