namespace Baron.Data;

/// <summary>Folders of a dataset, below its root.</summary>
/// <param name="Img">The folder of the pictures.</param>
public sealed record DataPrefix(string Img = "");
