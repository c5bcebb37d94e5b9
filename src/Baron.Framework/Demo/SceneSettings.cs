namespace Baron.Demo;

/// <summary>How scenes are drawn.</summary>
/// <param name="Size">Side of the square picture in pixels.</param>
/// <param name="MinObjects">Least number of objects tried.</param>
/// <param name="MaxObjects">Largest number of objects tried.</param>
/// <param name="MinObjectSize">Least nominal size of an object in pixels.</param>
/// <param name="MaxObjectSize">Largest nominal size of an object in pixels; sizes are log-uniform between.</param>
/// <param name="MaxRotation">Objects are turned by up to this many degrees either way.</param>
public sealed record SceneSettings(int Size = 128, int MinObjects = 2, int MaxObjects = 5, double MinObjectSize = 18, double MaxObjectSize = 56, double MaxRotation = 30);
