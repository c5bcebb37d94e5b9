using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>
/// The annotations of one image, in pixels of the network input; where a pipeline loads annotations after it resized, as those
/// for evaluation do, in pixels of the file's picture (<see cref="IsOfFile"/>).
/// </summary>
public sealed record GroundTruth
{
    /// <summary>Boxes <c>[n, 4]</c> float32, (x1, y1, x2, y2).</summary>
    public required Tensor Boxes { get; init; }

    /// <summary>Labels <c>[n]</c> int64, 0-based class indices.</summary>
    public required Tensor Labels { get; init; }

    /// <summary>Boxes to ignore (crowds) <c>[m, 4]</c> float32, or <c>null</c> when there are none.</summary>
    public Tensor? IgnoredBoxes { get; init; }

    /// <summary>Instance masks <c>[n, h, w]</c> uint8 (0 or 1) at the size of <see cref="ImageMeta.ImageShape"/> (<see cref="ImageMeta.OriginalShape"/> where <see cref="IsOfFile"/>), or <c>null</c>.</summary>
    public Tensor? Masks { get; init; }

    /// <summary>Whether boxes and masks are in pixels of the file's picture and the network input has another size.</summary>
    public bool IsOfFile { get; init; }

    /// <summary>Captions of the image.</summary>
    public IReadOnlyList<string> Captions { get; init; } = [];

    /// <summary>Image-level class labels (tags), 0-based, where a dataset has them.</summary>
    public IReadOnlyList<int> Tags { get; init; } = [];

    /// <summary>Copies the tensors to a device.</summary>
    /// <param name="device">The target device.</param>
    public GroundTruth To(Device device) => this with
    {
        Boxes = Boxes.to(device),
        Labels = Labels.to(device),
        IgnoredBoxes = IgnoredBoxes?.to(device),
        Masks = Masks?.to(device),
    };
}
