using Baron.Media;

namespace Baron.Visualization;

/// <summary>Colours of drawn boxes.</summary>
public static class Palette
{
    /// <summary>Base classes.</summary>
    public static RgbColor Base => new(40, 190, 90);

    /// <summary>Novel classes.</summary>
    public static RgbColor Novel => new(255, 120, 30);

    /// <summary>Regions to ignore.</summary>
    public static RgbColor Ignored => new(150, 150, 150);

    /// <summary>A colour for each class, far apart for neighbouring labels.</summary>
    /// <param name="label">0-based.</param>
    public static RgbColor ForLabel(int label)
    {
        // Hues by the golden ratio never come close to the ones before.
        var hue = label * 0.618033988749895 % 1 * 6;
        var value = label / 8 % 2 == 0 ? 255 : 200;
        var low = value * 0.25;
        var rising = low + ((value - low) * (hue % 1));
        var falling = value - ((value - low) * (hue % 1));
        var (r, g, b) = (int)hue switch
        {
            0 => (value, rising, low),
            1 => (falling, value, low),
            2 => (low, value, rising),
            3 => (low, falling, value),
            4 => (rising, low, value),
            _ => ((double)value, low, falling),
        };
        return new RgbColor((byte)r, (byte)g, (byte)b);
    }
}
