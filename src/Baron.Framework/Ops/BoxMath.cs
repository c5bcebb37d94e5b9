using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Ops;

/// <summary>Plain functions over boxes <c>[..., 4]</c> (x1, y1, x2, y2) in pixels.</summary>
public static class BoxMath
{
    // Keeps divisions finite for empty boxes; the reference's value.
    private const double Epsilon = 1e-6;

    /// <summary>Overlaps of every box of one list with every box of another.</summary>
    /// <param name="a"><c>[m, 4]</c>.</param>
    /// <param name="b"><c>[n, 4]</c>.</param>
    /// <param name="mode">What the intersection is divided by.</param>
    /// <returns><c>[m, n]</c>. Differentiable in both.</returns>
    /// <exception cref="ArgumentException">Not lists of boxes.</exception>
    public static Tensor Overlaps(Tensor a, Tensor b, OverlapMode mode = OverlapMode.IoU)
    {
        CheckList(a, nameof(a));
        CheckList(b, nameof(b));
        using var scope = NewDisposeScope();
        var needsGrad = is_grad_enabled() && (a.requires_grad || b.requires_grad);
        if (!needsGrad && a.device_type == DeviceType.CPU && NativeOps.Supports(a) && a.dtype == b.dtype)
        {
            return NativeOps.Overlaps(a, b, (long)mode).MoveToOuterDisposeScope();
        }

        return Compare(a.unsqueeze(1), b.unsqueeze(0), mode).MoveToOuterDisposeScope();
    }

    /// <summary>Overlaps of boxes pair by pair.</summary>
    /// <param name="a"><c>[n, 4]</c>.</param>
    /// <param name="b"><c>[n, 4]</c>.</param>
    /// <param name="mode">What the intersection is divided by.</param>
    /// <returns><c>[n]</c>. Differentiable in both.</returns>
    /// <exception cref="ArgumentException">Not lists of boxes of one length.</exception>
    public static Tensor AlignedOverlaps(Tensor a, Tensor b, OverlapMode mode = OverlapMode.IoU)
    {
        CheckList(a, nameof(a));
        CheckList(b, nameof(b));
        if (a.shape[0] != b.shape[0])
        {
            throw new ArgumentException($"{a.shape[0]} and {b.shape[0]} boxes cannot be compared pair by pair.", nameof(b));
        }

        using var scope = NewDisposeScope();
        return Compare(a, b, mode).MoveToOuterDisposeScope();
    }

    /// <summary>Width times height.</summary>
    /// <param name="boxes"><c>[..., 4]</c>.</param>
    /// <returns><c>[...]</c>.</returns>
    public static Tensor Area(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        return ((Side(boxes, 2) - Side(boxes, 0)) * (Side(boxes, 3) - Side(boxes, 1))).MoveToOuterDisposeScope();
    }

    /// <summary>Boxes cut off at the borders of an image.</summary>
    /// <param name="boxes"><c>[..., 4]</c>.</param>
    /// <param name="size">The image; x ends at the width, y at the height.</param>
    /// <returns>The same shape.</returns>
    public static Tensor Clip(Tensor boxes, ImageSize size)
    {
        using var scope = NewDisposeScope();
        return stack(
            [
                Side(boxes, 0).clamp(0, size.Width),
                Side(boxes, 1).clamp(0, size.Height),
                Side(boxes, 2).clamp(0, size.Width),
                Side(boxes, 3).clamp(0, size.Height),
            ],
            -1).MoveToOuterDisposeScope();
    }

    /// <summary>Boxes of an image that was resized.</summary>
    /// <param name="boxes"><c>[..., 4]</c>.</param>
    /// <param name="scaleX">New width by old width.</param>
    /// <param name="scaleY">New height by old height.</param>
    /// <returns>The same shape.</returns>
    public static Tensor Scale(Tensor boxes, double scaleX, double scaleY)
    {
        using var scope = NewDisposeScope();
        var factors = tensor(new[] { (float)scaleX, (float)scaleY, (float)scaleX, (float)scaleY }, dtype: boxes.dtype, device: boxes.device);
        return (boxes * factors).MoveToOuterDisposeScope();
    }

    /// <summary>Boxes of an image that was mirrored.</summary>
    /// <param name="boxes"><c>[..., 4]</c>.</param>
    /// <param name="size">The image.</param>
    /// <param name="direction">How it was mirrored.</param>
    /// <returns>The same shape.</returns>
    public static Tensor Flip(Tensor boxes, ImageSize size, FlipDirection direction = FlipDirection.Horizontal)
    {
        using var scope = NewDisposeScope();
        var (x1, y1, x2, y2) = (Side(boxes, 0), Side(boxes, 1), Side(boxes, 2), Side(boxes, 3));
        if (direction != FlipDirection.Vertical)
        {
            (x1, x2) = (size.Width - x2, size.Width - x1);
        }

        if (direction != FlipDirection.Horizontal)
        {
            (y1, y2) = (size.Height - y2, size.Height - y1);
        }

        return stack([x1, y1, x2, y2], -1).MoveToOuterDisposeScope();
    }

    /// <summary>From (x1, y1, x2, y2) to (centre x, centre y, width, height).</summary>
    /// <param name="boxes"><c>[..., 4]</c>.</param>
    /// <returns>The same shape.</returns>
    public static Tensor ToCenterSize(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var (x1, y1, x2, y2) = (Side(boxes, 0), Side(boxes, 1), Side(boxes, 2), Side(boxes, 3));
        return stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1], -1).MoveToOuterDisposeScope();
    }

    /// <summary>From (centre x, centre y, width, height) to (x1, y1, x2, y2).</summary>
    /// <param name="boxes"><c>[..., 4]</c>.</param>
    /// <returns>The same shape.</returns>
    public static Tensor FromCenterSize(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var (x, y, w, h) = (Side(boxes, 0), Side(boxes, 1), Side(boxes, 2), Side(boxes, 3));
        return stack([x - (w * 0.5), y - (h * 0.5), x + (w * 0.5), y + (h * 0.5)], -1).MoveToOuterDisposeScope();
    }

    /// <summary>The boxes of a batch as one list of regions.</summary>
    /// <param name="boxes">For each image <c>[n_i, 4]</c>, at least one image.</param>
    /// <returns><c>[sum n_i, 5]</c>: image index, x1, y1, x2, y2.</returns>
    /// <exception cref="ArgumentException">No image.</exception>
    public static Tensor ToRois(IReadOnlyList<Tensor> boxes)
    {
        if (boxes.Count == 0)
        {
            throw new ArgumentException("A batch has at least one image.", nameof(boxes));
        }

        using var scope = NewDisposeScope();
        var parts = new List<Tensor>(boxes.Count);
        for (var i = 0; i < boxes.Count; i++)
        {
            var own = boxes[i];
            parts.Add(cat([full([own.shape[0], 1], i, own.dtype, own.device), own.narrow(-1, 0, 4)], -1));
        }

        return cat(parts).MoveToOuterDisposeScope();
    }

    private static Tensor Compare(Tensor a, Tensor b, OverlapMode mode)
    {
        var areaA = Area(a);
        var areaB = Area(b);
        var topLeft = maximum(a.narrow(-1, 0, 2), b.narrow(-1, 0, 2));
        var bottomRight = minimum(a.narrow(-1, 2, 2), b.narrow(-1, 2, 2));
        var sides = (bottomRight - topLeft).clamp_min(0);
        var inter = sides.select(-1, 0) * sides.select(-1, 1);
        var whole = (mode == OverlapMode.IoF ? areaA.expand_as(inter) : areaA + areaB - inter).clamp_min(Epsilon);
        var value = inter / whole;
        if (mode == OverlapMode.GIoU)
        {
            var hullSides = (maximum(a.narrow(-1, 2, 2), b.narrow(-1, 2, 2)) - minimum(a.narrow(-1, 0, 2), b.narrow(-1, 0, 2))).clamp_min(0);
            var hull = (hullSides.select(-1, 0) * hullSides.select(-1, 1)).clamp_min(Epsilon);
            value = value - ((hull - whole) / hull);
        }

        return value;
    }

    private static Tensor Side(Tensor boxes, long which) => boxes.select(-1, which);

    private static void CheckList(Tensor boxes, string name)
    {
        if (boxes.Dimensions != 2 || boxes.shape[1] != 4)
        {
            throw new ArgumentException($"Boxes are [n, 4], not [{string.Join(", ", boxes.shape)}].", name);
        }
    }
}
