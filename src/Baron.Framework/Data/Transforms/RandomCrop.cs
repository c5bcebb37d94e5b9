using Baron.Media;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Data.Transforms;

/// <summary>
/// Cuts a random rectangle out of the picture of a sample, with its boxes and masks. Instances outside are dropped; a sample without
/// any instance left is dropped as a whole unless that is allowed.
/// </summary>
[Component("RandomCrop")]
public sealed class RandomCrop : ITransform
{
    private readonly double _first;
    private readonly double _second;
    private readonly CropType _type;
    private readonly bool _allowNegative;
    private readonly bool _recomputeBoxes;
    private readonly bool _clip;

    /// <summary>Creates the step.</summary>
    /// <param name="cropSize"><c>[width, height]</c> for <c>absolute</c> and <c>relative</c>; the smallest and the largest side for <c>absolute_range</c>; the smallest shares <c>[height, width]</c> for <c>relative_range</c>. Pixels, or shares above 0 and up to 1.</param>
    /// <param name="cropType"><c>absolute</c>, <c>absolute_range</c>, <c>relative</c> or <c>relative_range</c>.</param>
    /// <param name="allowNegativeCrop">Whether a rectangle without any instance is kept.</param>
    /// <param name="recomputeBbox">Whether boxes are computed anew from the cut masks; instances whose mask is all outside are dropped.</param>
    /// <param name="bboxClipBorder">Whether boxes are clipped to the rectangle.</param>
    /// <exception cref="BaronException">A value is not valid.</exception>
    public RandomCrop(
        IReadOnlyList<double> cropSize,
        CropType cropType = CropType.Absolute,
        bool allowNegativeCrop = false,
        bool recomputeBbox = false,
        bool bboxClipBorder = true)
    {
        var pixels = cropType is CropType.Absolute or CropType.AbsoluteRange;
        if (cropSize is not [> 0, > 0])
        {
            throw new BaronException("RandomCrop: crop_size is two positive numbers.");
        }

        if (pixels ? cropSize.Any(v => v != Math.Floor(v) || v > int.MaxValue) : cropSize.Any(v => v > 1))
        {
            throw new BaronException(pixels ? "RandomCrop: an absolute crop_size is given in whole pixels." : "RandomCrop: a relative crop_size lies above 0 and up to 1.");
        }

        if (cropType == CropType.AbsoluteRange && cropSize[0] > cropSize[1])
        {
            throw new BaronException("RandomCrop: the crop_size of absolute_range is [smallest, largest].");
        }

        (_first, _second, _type) = (cropSize[0], cropSize[1], cropType);
        (_allowNegative, _recomputeBoxes, _clip) = (allowNegativeCrop, recomputeBbox, bboxClipBorder);
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        var old = sample.Size;
        var size = Draw(old, random);
        var y = random.NextInt(Math.Max(old.Height - size.Height, 0) + 1);
        var x = random.NextInt(Math.Max(old.Width - size.Width, 0) + 1);
        return Cut(sample, x, y, size) ? sample : null;
    }

    /// <summary>Cuts a rectangle.</summary>
    /// <param name="sample">The sample; changed.</param>
    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="size">Its size; it lies inside the picture.</param>
    /// <returns>Whether the sample is kept.</returns>
    internal bool Cut(PipelineSample sample, int x, int y, ImageSize size)
    {
        if (sample.Image is { } image)
        {
            sample.Image = image.Crop(x, y, size.Width, size.Height);
        }
        else
        {
            sample.FloatImage = sample.FloatImage!.Crop(x, y, size.Width, size.Height);
        }

        sample.Meta = sample.Meta with { ImageShape = size };
        var boxes = sample.Boxes;
        var inside = new bool[boxes.Length];
        for (var i = 0; i < boxes.Length; i++)
        {
            var box = new PixelBox(boxes[i].X1 - x, boxes[i].Y1 - y, boxes[i].X2 - x, boxes[i].Y2 - y);
            boxes[i] = box = _clip
                ? new PixelBox(Math.Clamp(box.X1, 0, size.Width), Math.Clamp(box.Y1, 0, size.Height), Math.Clamp(box.X2, 0, size.Width), Math.Clamp(box.Y2, 0, size.Height))
                : box;
            inside[i] = box.X1 < size.Width && box.Y1 < size.Height && box.X2 > 0 && box.Y2 > 0;
        }

        if (!_allowNegative && !inside.Contains(true))
        {
            return false;
        }

        sample.KeepInstances(inside);
        if (sample.Masks is { } masks)
        {
            sample.Masks = masks = Array.ConvertAll(masks, mask => mask.Crop(x, y, size));
            if (_recomputeBoxes)
            {
                // The box may reach into the rectangle where the mask does not: then nothing of the instance is left.
                sample.Boxes = boxes = Array.ConvertAll(masks, mask => mask.Bounds());
                inside = Array.ConvertAll(boxes, box => box is { Width: > 0, Height: > 0 });
                if (!_allowNegative && !inside.Contains(true))
                {
                    return false;
                }

                sample.KeepInstances(inside);
            }
        }

        return true;
    }

    private ImageSize Draw(ImageSize size, IRandomSource random)
    {
        switch (_type)
        {
            case CropType.Absolute:
                return new ImageSize(Math.Min((int)_second, size.Height), Math.Min((int)_first, size.Width));
            case CropType.AbsoluteRange:
                var height = Between(Math.Min(size.Height, (int)_first), Math.Min(size.Height, (int)_second), random);
                return new ImageSize(height, Between(Math.Min(size.Width, (int)_first), Math.Min(size.Width, (int)_second), random));
            case CropType.Relative:
                return Share(size, _second, _first);
            default:
                var shareY = _first + (random.NextDouble() * (1 - _first));
                return Share(size, shareY, _second + (random.NextDouble() * (1 - _second)));
        }
    }

    private static int Between(int low, int high, IRandomSource random) => low + random.NextInt(high - low + 1);

    // At least a pixel: a thin picture times a small share would leave none.
    private static ImageSize Share(ImageSize size, double shareY, double shareX) =>
        new(Math.Max(1, (int)((size.Height * shareY) + 0.5)), Math.Max(1, (int)((size.Width * shareX) + 0.5)));
}
