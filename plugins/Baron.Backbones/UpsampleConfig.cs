namespace Baron.Backbones;

/// <summary>How a feature pyramid enlarges a coarser level (<c>upsample_cfg</c>).</summary>
/// <param name="Mode">nearest or bilinear.</param>
/// <param name="ScaleFactor">A fixed factor; by default the finer level's own size is the target.</param>
public sealed record UpsampleConfig(string Mode = "nearest", double? ScaleFactor = null);
