using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Samplers.Bags;

/// <summary>
/// BARON's sampling for captions (Wu et al., 2023, section 3.4): a caption tells of several objects at once, so one bag holds
/// proposals from all over the image, and the image itself as its last box.
/// </summary>
[Component("CaptionLikeSampling")]
public sealed class CaptionLikeSampling : IBagSampler
{
    private readonly IRandomSource _random;
    private readonly ProposalFilter _filter;
    private readonly int _maxNum;
    private readonly int _maxPerms;

    /// <summary>Creates the sampling.</summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="shapeRatioThr">Proposals' width / height must lie between this and its inverse.</param>
    /// <param name="areaRatioThr">Proposals must cover more than this share of the image.</param>
    /// <param name="objectnessThr">Proposals must score above this.</param>
    /// <param name="nmsThr">Proposals that overlap a better one by more than this are dropped.</param>
    /// <param name="maxNum">Proposals in the bag, at most; of more, so many are drawn.</param>
    /// <param name="topk">Proposals looked at, best first.</param>
    /// <param name="maxPerms">Random orders of the bag, at most.</param>
    /// <exception cref="BaronException">A setting is out of range.</exception>
    public CaptionLikeSampling(
        IRandomSource random,
        double shapeRatioThr = 0.25,
        double areaRatioThr = 0.01,
        double objectnessThr = 0.85,
        double nmsThr = 0.2,
        int maxNum = 10,
        int topk = 128,
        int maxPerms = 4)
    {
        if (shapeRatioThr is <= 0 or >= 1 || topk < 1 || maxNum < 1 || maxPerms < 1)
        {
            throw new BaronException("CaptionLikeSampling: shape_ratio_thr must lie between 0 and 1, and topk, max_num and max_perms be at least 1.");
        }

        _random = random;
        _filter = new ProposalFilter(shapeRatioThr, areaRatioThr, objectnessThr, topk);
        (ObjectnessThreshold, NmsThreshold, TopK) = (objectnessThr, nmsThr, topk);
        (_maxNum, _maxPerms) = (maxNum, maxPerms);
    }

    /// <inheritdoc/>
    public int TopK { get; }

    /// <inheritdoc/>
    public double ObjectnessThreshold { get; }

    /// <inheritdoc/>
    public double NmsThreshold { get; }

    /// <summary>Chooses the boxes of the image's bag.</summary>
    /// <param name="proposals">Proposals of one image.</param>
    /// <param name="truths">Ground-truth boxes to add with score 1; empty for none.</param>
    /// <param name="image">The unpadded image.</param>
    /// <returns>The proposals, best first or as they were drawn, then the image's own box with score 1.</returns>
    public IReadOnlyList<ScoredBox> Select(IReadOnlyList<ScoredBox> proposals, IReadOnlyList<ScoredBox> truths, ImageSize image)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        ArgumentNullException.ThrowIfNull(truths);
        var whole = new ScoredBox(0, 0, image.Width, image.Height, 1);
        var candidates = _filter.Candidates(proposals, truths);
        if (candidates.Count == 0)
        {
            return [whole];
        }

        var kept = GreedyNms.Keep(_filter.Fitting(candidates, (float)image.Width * image.Height), NmsThreshold);
        return kept.Count > _maxNum ? [.. _random.Choose(kept.Count, _maxNum).Select(i => kept[i]), whole] : [.. kept, whole];
    }

    /// <summary>Draws orders of the boxes, which are one bag that spans the image.</summary>
    /// <param name="boxes">At least one box, as <see cref="Select"/> returned them.</param>
    /// <param name="image">The unpadded image.</param>
    /// <returns>One group whose sequences are its orders; the id of a box is its place in <paramref name="boxes"/>.</returns>
    public BagSample Group(IReadOnlyList<ScoredBox> boxes, ImageSize image)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        var orders = BagOrders.Draw(boxes.Count, _maxPerms, _random);
        var ids = orders.SelectMany(order => order).ToArray();
        return new BagSample(
            [.. ids.SelectMany(i => Sides(boxes[i], 1, 1))],
            [.. ids.SelectMany(i => Sides(boxes[i], image.Width, image.Height))],
            [0, 0, image.Width, image.Height],
            ids,
            [.. orders.Select(order => order.Length)],
            [orders.Count],
            [1]);
    }

    private static float[] Sides(ScoredBox box, float width, float height) => [box.X1 / width, box.Y1 / height, box.X2 / width, box.Y2 / height];
}
