namespace Baron.Media;

/// <summary>How the edges of drawn shapes look.</summary>
public enum LineStyle
{
    /// <summary>Hard edges, 8-connected.</summary>
    Hard = 0,

    /// <summary>Hard edges, 4-connected.</summary>
    FourConnected = 1,

    /// <summary>Anti-aliased.</summary>
    Smooth = 2,
}
