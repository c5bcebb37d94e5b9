namespace Baron.Heads;

/// <summary>How a mask head enlarges its cells (<c>upsample_cfg</c>).</summary>
/// <param name="Type">deconv, nearest, bilinear or none.</param>
/// <param name="ScaleFactor">The factor.</param>
public sealed record MaskUpsampleConfig(string Type = "deconv", int ScaleFactor = 2);
