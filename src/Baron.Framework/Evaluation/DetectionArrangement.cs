namespace Baron.Evaluation;

/// <summary>Objects by category and image, each category's in one piece: what is evaluated together lies together.</summary>
internal sealed class DetectionArrangement
{
    private DetectionArrangement(int[] order, int[] starts, int[] images) => (Order, Starts, Images) = (order, starts, images);

    /// <summary>Indices of objects: category by category, within it image by image, within it as added.</summary>
    public int[] Order { get; }

    /// <summary>Where each category starts in <see cref="Order"/>, and at last its length.</summary>
    public int[] Starts { get; }

    /// <summary>The number of the image of each object (by index, not by order).</summary>
    public int[] Images { get; }

    /// <summary>Sorts objects; linear in their number.</summary>
    /// <param name="images">The number of the image of each object; -1 leaves the object out.</param>
    /// <param name="imageCount">The number of images.</param>
    /// <param name="categories">The number of the category of each object; -1 leaves the object out.</param>
    /// <param name="categoryCount">The number of categories.</param>
    /// <param name="byCategory">
    /// Whether categories are evaluated apart. Otherwise all are one, and an image's objects stand category by category, the order
    /// in which the COCO tools join them.
    /// </param>
    public static DetectionArrangement Create(int[] images, int imageCount, int[] categories, int categoryCount, bool byCategory)
    {
        var all = new int[images.Length];
        var count = 0;
        for (var i = 0; i < images.Length; i++)
        {
            if (images[i] >= 0 && categories[i] >= 0)
            {
                all[count++] = i;
            }
        }

        var items = all.AsSpan(0, count);
        if (!byCategory)
        {
            Spread(items, categories, categoryCount, out var byClass);
            Spread(byClass, images, imageCount, out var order);
            return new DetectionArrangement(order, [0, count], images);
        }

        Spread(items, images, imageCount, out var byImage);
        var starts = Spread(byImage, categories, categoryCount, out var sorted);
        return new DetectionArrangement(sorted, starts, images);
    }

    // A stable sort by a small key.
    private static int[] Spread(ReadOnlySpan<int> items, int[] keys, int keyCount, out int[] sorted)
    {
        var starts = new int[keyCount + 1];
        foreach (var item in items)
        {
            starts[keys[item] + 1]++;
        }

        for (var k = 0; k < keyCount; k++)
        {
            starts[k + 1] += starts[k];
        }

        var next = starts.AsSpan(0, keyCount).ToArray();
        sorted = new int[items.Length];
        foreach (var item in items)
        {
            sorted[next[keys[item]]++] = item;
        }

        return starts;
    }
}
