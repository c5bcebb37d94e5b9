using System.Globalization;
using Baron.Data;
using Baron.Media;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Visualization;

/// <summary>Draws boxes, masks and labels into pictures.</summary>
public static class BoxPainter
{
    /// <summary>The boxes of detections that score enough, worst first, so that the best are drawn last.</summary>
    /// <param name="detections">In pixels of the picture to draw into, on the CPU.</param>
    /// <param name="style">Names and colours.</param>
    /// <param name="scoreThreshold">Detections that score less are left out.</param>
    public static IReadOnlyList<DrawnBox> FromDetections(Detections detections, ClassStyle style, double scoreThreshold = 0.3)
    {
        var boxes = Floats(detections.Boxes);
        var scores = Floats(detections.Scores);
        using var labels = detections.Labels.to(ScalarType.Int64).cpu().contiguous();
        var labelValues = labels.data<long>().ToArray();
        var drawn = new List<DrawnBox>();
        for (var i = scores.Length - 1; i >= 0; i--)
        {
            if (scores[i] < scoreThreshold)
            {
                continue;
            }

            var label = (int)labelValues[i];
            var text = string.Create(CultureInfo.InvariantCulture, $"{style.Name(label)} {scores[i]:0.00}");
            drawn.Add(new DrawnBox(BoxAt(boxes, i), text, style.Color(label)) { Mask = MaskAt(detections.Masks, i) });
        }

        return drawn;
    }

    /// <summary>The boxes of a sample's ground truth; ignored ones in grey.</summary>
    /// <param name="truth">In pixels of the picture to draw into.</param>
    /// <param name="style">Names and colours.</param>
    /// <param name="thin">Whether outlines are thin and without text, to lie under detections.</param>
    public static IReadOnlyList<DrawnBox> FromTruth(GroundTruth truth, ClassStyle style, bool thin = false)
    {
        var boxes = Floats(truth.Boxes);
        using var labels = truth.Labels.to(ScalarType.Int64).cpu().contiguous();
        var labelValues = labels.data<long>().ToArray();
        var drawn = labelValues
            .Select((label, i) => new DrawnBox(BoxAt(boxes, i), thin ? "" : style.Name((int)label), style.Color((int)label)) { IsThin = thin, Mask = MaskAt(truth.Masks, i) })
            .ToList();
        if (truth.IgnoredBoxes is { } ignored)
        {
            var values = Floats(ignored);
            drawn.AddRange(Enumerable.Range(0, values.Length / 4).Select(i => new DrawnBox(BoxAt(values, i), thin ? "" : "ignored", Palette.Ignored) { IsThin = true }));
        }

        return drawn;
    }

    /// <summary>The boxes of annotations; ignored ones in grey.</summary>
    /// <param name="annotations">In pixels of the file's picture.</param>
    /// <param name="style">Names and colours.</param>
    /// <param name="thin">Whether outlines are thin and without text, to lie under detections.</param>
    public static IReadOnlyList<DrawnBox> FromAnnotations(ImageAnnotations annotations, ClassStyle style, bool thin = false) =>
        [.. annotations.Boxes.Select((box, i) =>
        {
            var ignored = annotations.Ignored[i];
            var text = thin ? "" : ignored ? "ignored" : style.Name(annotations.Labels[i]);
            return new DrawnBox(box, text, ignored ? Palette.Ignored : style.Color(annotations.Labels[i])) { IsThin = thin || ignored };
        })];

    /// <summary>Draws boxes into a picture.</summary>
    /// <param name="image">The picture; changed.</param>
    /// <param name="boxes">The boxes, the last on top.</param>
    /// <exception cref="MediaException">The native library is absent.</exception>
    public static void Paint(ImageBuffer image, IEnumerable<DrawnBox> boxes)
    {
        var side = Math.Max(image.Height, image.Width);
        var thickness = Math.Max(1, (int)Math.Round(side / 300.0));
        var scale = Math.Clamp(side / 1200.0, 0.35, 1.5);
        var strokes = scale < 0.8 ? 1 : 2;
        var all = boxes.ToList();
        foreach (var item in all)
        {
            if (item.Mask is { } mask && mask.Length == image.Height * image.Width)
            {
                Draw.Overlay(image, mask, item.Color, 0.45);
            }
        }

        foreach (var item in all)
        {
            var (x1, y1) = (Pixel(item.Box.X1), Pixel(item.Box.Y1));
            var (x2, y2) = (Math.Max(x1, Pixel(item.Box.X2) - 1), Math.Max(y1, Pixel(item.Box.Y2) - 1));
            Draw.Rectangle(image, x1, y1, x2, y2, item.Color, item.IsThin ? 1 : thickness);
        }

        foreach (var item in all.Where(item => item.Text.Length > 0))
        {
            Draw.Label(image, item.Text, Pixel(item.Box.X1), Pixel(item.Box.Y1), scale, item.Color, strokes);
        }
    }

    private static int Pixel(float value) => (int)Math.Round(Math.Clamp(value, -32768f, 32767f));

    private static float[] Floats(Tensor tensor)
    {
        using var flat = tensor.to(ScalarType.Float32).cpu().contiguous();
        return flat.data<float>().ToArray();
    }

    private static PixelBox BoxAt(float[] values, int i) => new(values[i * 4], values[(i * 4) + 1], values[(i * 4) + 2], values[(i * 4) + 3]);

    private static byte[]? MaskAt(Tensor? masks, int i)
    {
        if (masks is null)
        {
            return null;
        }

        using var one = masks[i];
        using var bytes = one.to(ScalarType.Byte).cpu().contiguous();
        return bytes.data<byte>().ToArray();
    }
}
