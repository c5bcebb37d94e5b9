namespace Baron.Demo;

/// <summary>An object of a scene.</summary>
/// <param name="Category">The shape's name.</param>
/// <param name="Color">The colour's name.</param>
/// <param name="X1">Left end of what is drawn, in pixels (quarters occur).</param>
/// <param name="Y1">Upper end.</param>
/// <param name="X2">Right end.</param>
/// <param name="Y2">Lower end.</param>
/// <param name="Size">The nominal size in pixels, before stretching and turning.</param>
public sealed record SceneObject(string Category, string Color, double X1, double Y1, double X2, double Y2, double Size)
{
    /// <summary>Width in pixels.</summary>
    public double Width => X2 - X1;

    /// <summary>Height in pixels.</summary>
    public double Height => Y2 - Y1;
}
