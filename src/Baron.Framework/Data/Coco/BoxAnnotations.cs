using Baron.Structures;

namespace Baron.Data.Coco;

/// <summary>The rules by which box records become a sample's annotations.</summary>
internal static class BoxAnnotations
{
    /// <summary>Applies the rules to an image's records.</summary>
    /// <param name="image">The image.</param>
    /// <param name="records">Its records in file order.</param>
    /// <param name="labels">Label by category id.</param>
    /// <param name="maskReader">Makes the reader of the kept records' masks.</param>
    /// <returns>The annotations, and whether any record has a known category, valid or not: such images are not empty.</returns>
    public static (ImageAnnotations Annotations, bool Any) Build(
        CocoImage image,
        IReadOnlyList<CocoAnnotation> records,
        IReadOnlyDictionary<int, int> labels,
        Func<IReadOnlyList<CocoAnnotation>, Func<int, ImageSize, InstanceMask?>?> maskReader)
    {
        var any = false;
        var kept = new List<CocoAnnotation>(records.Count);
        foreach (var record in records)
        {
            if (!labels.ContainsKey(record.CategoryId))
            {
                continue;
            }

            any = true;
            if (IsUsable(image, record))
            {
                kept.Add(record);
            }
        }

        if (kept.Count == 0)
        {
            return (ImageAnnotations.Empty, any);
        }

        return (new ImageAnnotations
        {
            Boxes = [.. kept.Select(r => new PixelBox((float)r.X, (float)r.Y, (float)(r.X + r.Width), (float)(r.Y + r.Height)))],
            Labels = [.. kept.Select(r => labels[r.CategoryId])],
            Ignored = [.. kept.Select(r => r.IsCrowd)],
            ReadMask = maskReader(kept),
        }, any);
    }

    /// <summary>Whether a record has a box that can be learnt from: with area inside the picture, at least a pixel wide and high.</summary>
    /// <param name="image">The image.</param>
    /// <param name="record">One of its records.</param>
    public static bool IsUsable(CocoImage image, in CocoAnnotation record)
    {
        var insideWidth = Math.Max(0, Math.Min(record.X + record.Width, image.Width) - Math.Max(record.X, 0));
        var insideHeight = Math.Max(0, Math.Min(record.Y + record.Height, image.Height) - Math.Max(record.Y, 0));
        return !record.Ignore && insideWidth * insideHeight != 0 && record.Area > 0 && record.Width >= 1 && record.Height >= 1;
    }
}
