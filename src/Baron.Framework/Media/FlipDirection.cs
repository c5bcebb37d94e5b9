namespace Baron.Media;

/// <summary>How a picture is mirrored.</summary>
public enum FlipDirection
{
    /// <summary>Left and right exchanged.</summary>
    Horizontal,

    /// <summary>Top and bottom exchanged.</summary>
    Vertical,

    /// <summary>Both: turned by 180 degrees.</summary>
    Diagonal,
}
