namespace Baron.Data.Coco;

/// <summary>The names of LVIS version 0.5 for pictures.</summary>
internal static class LvisFileNames
{
    // "000000000009.jpg"
    private const int ShortLength = 16;

    /// <summary>Takes the release off a name of COCO 2014: the files of COCO 2017 have none.</summary>
    /// <param name="name">A name such as <c>COCO_val2014_000000000009.jpg</c>; others stay as they are.</param>
    public static string WithoutRelease(string name) =>
        name.StartsWith("COCO", StringComparison.Ordinal) && name.Length > ShortLength ? name[^ShortLength..] : name;
}
