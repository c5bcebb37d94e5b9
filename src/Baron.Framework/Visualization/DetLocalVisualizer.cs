using Baron.Data;
using Baron.Media;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Visualization;

/// <summary>
/// Draws detections with class names and scores, base and novel classes in two colours where the split is known, over thin outlines
/// of the ground truth. Small pictures are enlarged so that labels can be read.
/// </summary>
[Component("DetLocalVisualizer")]
public sealed class DetLocalVisualizer : IVisualizer
{
    private const double UsualThreshold = 0.3;

    private readonly double? _threshold;
    private readonly int _minSide;

    /// <summary>Creates the visualizer.</summary>
    /// <param name="scoreThr">Detections that score less are not drawn; by default what the visualization hook says, and 0.3 without one.</param>
    /// <param name="minSide">Pictures whose longer side is less than this are enlarged by a whole factor, in pixels.</param>
    /// <param name="name">Accepted for compatibility with published configs; has no effect.</param>
    public DetLocalVisualizer(double? scoreThr = null, int minSide = 400, string name = "visualizer")
    {
        _ = name;
        (_threshold, _minSide) = (scoreThr, minSide);
    }

    /// <summary>This visualizer with a threshold where it has none of its own.</summary>
    /// <param name="threshold">Detections that score less are not drawn.</param>
    public DetLocalVisualizer WithThreshold(double threshold) => _threshold is null ? new DetLocalVisualizer(threshold, _minSide) : this;

    /// <inheritdoc/>
    public ImageBuffer Draw(ImageBuffer image, Detections? detections, ImageAnnotations? truth, ClassStyle style)
    {
        var factor = Math.Max(1, (int)Math.Ceiling((double)_minSide / Math.Max(image.Height, image.Width)));
        var copy = factor == 1 ? image.Clone() : image.Resize(new ImageSize(image.Height * factor, image.Width * factor), Interpolation.Bicubic);
        var boxes = new List<DrawnBox>();
        if (truth is not null)
        {
            boxes.AddRange(BoxPainter.FromAnnotations(truth, style, thin: detections is not null));
        }

        if (detections is not null)
        {
            boxes.AddRange(BoxPainter.FromDetections(detections, style, _threshold ?? UsualThreshold));
        }

        BoxPainter.Paint(copy, boxes.Select(box => Scale(box, image.Size, copy.Size, factor)));
        return copy;
    }

    private static DrawnBox Scale(DrawnBox box, ImageSize from, ImageSize to, int factor) => factor == 1
        ? box
        : box with
        {
            Box = new PixelBox(box.Box.X1 * factor, box.Box.Y1 * factor, box.Box.X2 * factor, box.Box.Y2 * factor),
            Mask = box.Mask is null ? null : new BitmapMask(from, box.Mask).Resize(to).ToBitmap().Pixels,
        };
}
