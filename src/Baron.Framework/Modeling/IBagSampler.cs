using Baron.Registry;
using Baron.Structures;

namespace Baron.Modeling;

/// <summary>Chooses proposals worth learning from and groups them with their surroundings into bags of regions.</summary>
[ComponentKind("bag_sampler")]
public interface IBagSampler
{
    /// <summary>At most this many proposals are looked at, best first.</summary>
    int TopK { get; }

    /// <summary>Proposals must score above this.</summary>
    double ObjectnessThreshold { get; }

    /// <summary>Proposals that overlap a better one by more than this are dropped.</summary>
    double NmsThreshold { get; }

    /// <summary>Chooses the proposals that bags are laid around.</summary>
    /// <param name="proposals">Proposals of one image.</param>
    /// <param name="truths">Ground-truth boxes to add with score 1; empty for none.</param>
    /// <param name="image">The unpadded image.</param>
    /// <returns>At least one box, best first.</returns>
    IReadOnlyList<ScoredBox> Select(IReadOnlyList<ScoredBox> proposals, IReadOnlyList<ScoredBox> truths, ImageSize image);

    /// <summary>Draws bags around boxes.</summary>
    /// <param name="boxes">At least one box.</param>
    /// <param name="image">The unpadded image; boxes are clamped to it.</param>
    BagSample Group(IReadOnlyList<ScoredBox> boxes, ImageSize image);
}
