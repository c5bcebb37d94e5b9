namespace Baron.Media;

/// <summary>A colour.</summary>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="B">Blue, 0 to 255.</param>
public readonly record struct RgbColor(byte R, byte G, byte B)
{
    /// <summary>Black.</summary>
    public static RgbColor Black => new(0, 0, 0);

    /// <summary>White.</summary>
    public static RgbColor White => new(255, 255, 255);

    /// <summary>How bright the colour looks, 0 to 255 (ITU-R BT.601 weights).</summary>
    public double Luminance => (0.299 * R) + (0.587 * G) + (0.114 * B);
}
