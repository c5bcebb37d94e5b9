namespace Baron.Data.Coco;

/// <summary>An image record of an annotation file.</summary>
internal sealed class CocoImage
{
    public long Id { get; init; }

    public string FileName { get; init; } = "";

    public string? CocoUrl { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>Captions inside the record; <c>null</c> when the record has no such key.</summary>
    public string[]? Captions { get; init; }

    /// <summary>Category ids known to be present; <c>null</c> when the record has no such key.</summary>
    public int[]? PositiveCategoryIds { get; init; }

    /// <summary>Category ids known to be absent (LVIS); <c>null</c> when the record has no such key.</summary>
    public int[]? NegativeCategoryIds { get; init; }

    /// <summary>Category ids of which not every instance has a box (LVIS); <c>null</c> when the record has no such key.</summary>
    public int[]? NotExhaustiveCategoryIds { get; init; }
}
