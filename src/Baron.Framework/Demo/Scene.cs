using Baron.Media;

namespace Baron.Demo;

/// <summary>A drawn scene.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Objects">What is in it, in drawing order.</param>
public sealed record Scene(ImageBuffer Image, IReadOnlyList<SceneObject> Objects) : IDisposable
{
    /// <summary>Frees the picture.</summary>
    public void Dispose() => Image.Dispose();
}
