using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>Detections of one image, best first.</summary>
/// <param name="Boxes"><c>[n, 4]</c> float32 (x1, y1, x2, y2); in pixels of the original image after rescaling.</param>
/// <param name="Scores"><c>[n]</c> float32 in 0-1.</param>
/// <param name="Labels"><c>[n]</c> int64, 0-based class indices.</param>
public sealed record Detections(Tensor Boxes, Tensor Scores, Tensor Labels)
{
    /// <summary>Instance masks <c>[n, H, W]</c> bool at the original image's size, or <c>null</c>.</summary>
    public Tensor? Masks { get; init; }

    /// <summary>The number of detections.</summary>
    public int Count => (int)Boxes.shape[0];

    /// <summary>Moves every tensor out of the current dispose scope.</summary>
    public Detections MoveToOuterDisposeScope()
    {
        Boxes.MoveToOuterDisposeScope();
        Scores.MoveToOuterDisposeScope();
        Labels.MoveToOuterDisposeScope();
        Masks?.MoveToOuterDisposeScope();
        return this;
    }
}
