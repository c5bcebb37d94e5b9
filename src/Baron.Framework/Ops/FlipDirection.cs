namespace Baron.Ops;

/// <summary>How an image, and its boxes with it, was mirrored.</summary>
public enum FlipDirection
{
    /// <summary>Left and right change places.</summary>
    Horizontal,

    /// <summary>Top and bottom change places.</summary>
    Vertical,

    /// <summary>Both.</summary>
    Diagonal,
}
