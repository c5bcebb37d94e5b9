using Baron.Data;
using Baron.Ops;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Evaluation;

/// <summary>Turns detections into COCO's result format: labels become category ids, corners become sizes.</summary>
public sealed class CocoResultCollector
{
    private readonly IReadOnlyList<int?> _categoryOfLabel;

    /// <summary>Creates a collector.</summary>
    /// <param name="categoryOfLabel">The category id of each label; detections of labels without one are left out.</param>
    public CocoResultCollector(IReadOnlyList<int?> categoryOfLabel) => _categoryOfLabel = categoryOfLabel;

    /// <summary>Creates a collector that uses a dataset's own category ids.</summary>
    /// <param name="info">The dataset's classes.</param>
    public CocoResultCollector(DatasetInfo info)
        : this([.. info.CategoryIds.Select(id => (int?)id)])
    {
    }

    /// <summary>What was collected.</summary>
    public CocoResults Results { get; } = new();

    /// <summary>Adds the detections of an image.</summary>
    /// <param name="meta">The image.</param>
    /// <param name="detections">Its detections in pixels of the original image; not kept.</param>
    public void Add(ImageMeta meta, Detections detections)
    {
        if (detections.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var (boxes, scores, labels) = DetectionArrays.Read(meta, detections, _categoryOfLabel.Count);
        var masks = detections.Masks?.cpu().to(ScalarType.Byte).contiguous();
        for (var i = 0; i < labels.Length; i++)
        {
            if (_categoryOfLabel[labels[i]] is not { } category)
            {
                continue;
            }

            // Sizes are differences in double precision, as the reference computes them.
            double x = boxes[i * 4];
            double y = boxes[(i * 4) + 1];
            var width = boxes[(i * 4) + 2] - x;
            var height = boxes[(i * 4) + 3] - y;
            Results.Add(new CocoDetection(meta.ImageId, category, x, y, width, height, scores[i], width * height, Mask(masks, i)));
        }
    }

    private static RunLengthMask? Mask(Tensor? masks, int index)
    {
        if (masks is null)
        {
            return null;
        }

        using var mask = masks.select(0, index);
        return RunLengthMask.FromPixels(mask.bytes, (int)mask.shape[0], (int)mask.shape[1]);
    }
}
