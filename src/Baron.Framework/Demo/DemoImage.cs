namespace Baron.Demo;

/// <summary>A picture that was written.</summary>
internal sealed record DemoImage(int Id, string FileName, int Width, int Height, IReadOnlyList<SceneObject> Objects);
