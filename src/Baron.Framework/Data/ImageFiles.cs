namespace Baron.Data;

/// <summary>Whether the pictures of a dataset are where they should be.</summary>
internal static class ImageFiles
{
    // Enough to notice a wrong folder or a half-copied one; a single lost file shows when it is read.
    private const int Checked = 1000;

    /// <summary>Looks for some of the pictures.</summary>
    /// <param name="count">The number of pictures.</param>
    /// <param name="path">The file of each.</param>
    /// <returns>A part of a sentence that names one that is absent; <c>null</c> when none is.</returns>
    public static string? Missing(int count, Func<int, string> path)
    {
        var step = Math.Max(1, count / Checked);
        var missing = 0;
        var looked = 0;
        string? first = null;
        for (var i = 0; i < count; i += step)
        {
            looked++;
            if (!File.Exists(path(i)))
            {
                missing++;
                first ??= path(i);
            }
        }

        return first is null ? null : $"such as '{first}' ({missing} of {looked} that were looked for)";
    }
}
