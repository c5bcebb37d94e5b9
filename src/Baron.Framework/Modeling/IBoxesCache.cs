using Baron.Registry;
using Baron.Structures;

namespace Baron.Modeling;

/// <summary>Remembers the chosen proposals of each image, so that later epochs build on them.</summary>
[ComponentKind("boxes_cache")]
public interface IBoxesCache : IModelPart
{
    /// <summary>Sets what the sampling that uses the cache is set to; called once, before <see cref="Update"/>.</summary>
    /// <param name="capacity">Boxes kept for an image.</param>
    /// <param name="nmsThreshold">Boxes that overlap a better one by more than this are dropped.</param>
    /// <param name="scoreThreshold">Boxes must score above this.</param>
    void Configure(int capacity, double nmsThreshold, double scoreThreshold);

    /// <summary>Merges an image's boxes with those remembered, and remembers the result.</summary>
    /// <param name="meta">The image; remembered boxes are in pixels of the unflipped original.</param>
    /// <param name="boxes">The boxes of this iteration, in pixels of the network input.</param>
    /// <returns>The merged boxes, in pixels of the network input.</returns>
    IReadOnlyList<ScoredBox> Update(ImageMeta meta, IReadOnlyList<ScoredBox> boxes);
}
