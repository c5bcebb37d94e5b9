namespace Baron.Data;

/// <summary>Folders of a dataset, below its root.</summary>
/// <param name="Img">The folder of the pictures.</param>
/// <param name="SubDataRoot">The folder of one release of Pascal VOC, such as <c>VOC2007/</c>; datasets of Pascal VOC only.</param>
public sealed record DataPrefix(string Img = "", string SubDataRoot = "");
