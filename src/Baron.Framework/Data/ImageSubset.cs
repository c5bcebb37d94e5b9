namespace Baron.Data;

/// <summary>The part of a dataset that its setting <c>indices</c> leaves.</summary>
internal static class ImageSubset
{
    /// <summary>Keeps the first images, or the last.</summary>
    /// <param name="dataset">The component, for the message.</param>
    /// <param name="images">The images; shortened.</param>
    /// <param name="indices">How many of the first; below zero how many of the last; <c>null</c> for all.</param>
    /// <exception cref="BaronException">It is 0.</exception>
    public static void Keep<T>(string dataset, List<T> images, int? indices)
    {
        if (indices is not { } wanted)
        {
            return;
        }

        if (wanted == 0)
        {
            throw new BaronException($"{dataset}: indices is 0, which leaves no image; leave it out for all.");
        }

        var left = (int)Math.Min(images.Count, Math.Abs((long)wanted));
        images.RemoveRange(wanted > 0 ? left : 0, images.Count - left);
    }
}
