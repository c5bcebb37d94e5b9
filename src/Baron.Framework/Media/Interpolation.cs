namespace Baron.Media;

/// <summary>How pixels are computed when a picture is resized; each gives OpenCV's results to the bit.</summary>
public enum Interpolation
{
    /// <summary>The pixel that lies there (<c>INTER_NEAREST</c>).</summary>
    Nearest = 0,

    /// <summary>Bilinear, in fixed point for 8-bit pictures (<c>INTER_LINEAR</c>).</summary>
    Bilinear = 1,

    /// <summary>Bicubic over 4 x 4 pixels (<c>INTER_CUBIC</c>).</summary>
    Bicubic = 2,

    /// <summary>Mean over the covered area when shrinking (<c>INTER_AREA</c>).</summary>
    Area = 3,

    /// <summary>Lanczos over 8 x 8 pixels (<c>INTER_LANCZOS4</c>).</summary>
    Lanczos = 4,
}
