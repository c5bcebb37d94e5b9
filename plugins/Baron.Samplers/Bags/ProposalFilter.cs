using Baron.Modeling;

namespace Baron.Samplers.Bags;

/// <summary>Which proposals are worth laying bags over: those of a fitting shape and size that look like objects.</summary>
/// <param name="shapeRatio">Width / height must lie between this and its inverse.</param>
/// <param name="areaRatio">Proposals must cover more than this share of the image.</param>
/// <param name="objectness">Proposals must score above this.</param>
/// <param name="topK">Proposals looked at, best first.</param>
internal sealed class ProposalFilter(double shapeRatio, double areaRatio, double objectness, int topK)
{
    private readonly float _shapeRatio = (float)shapeRatio;
    private readonly float _areaRatio = (float)areaRatio;

    /// <summary>The ground truth with score 1, then the best proposals.</summary>
    public List<ScoredBox> Candidates(IReadOnlyList<ScoredBox> proposals, IReadOnlyList<ScoredBox> truths)
    {
        var candidates = new List<ScoredBox>(truths.Count + Math.Min(topK, proposals.Count));
        candidates.AddRange(truths.Select(t => t with { Score = 1 }));
        candidates.AddRange(proposals.OrderByDescending(p => p.Score).Take(topK));
        return candidates;
    }

    /// <summary>Proposals of fitting shape, size and score, or the single best one.</summary>
    /// <param name="proposals">At least one.</param>
    /// <param name="imageArea">Square pixels of the image.</param>
    public IReadOnlyList<ScoredBox> Fitting(IReadOnlyList<ScoredBox> proposals, float imageArea)
    {
        var fitting = proposals.Where(p =>
        {
            var (width, height) = (p.X2 - p.X1, p.Y2 - p.Y1);
            var ratio = width / height;
            return ratio > _shapeRatio && ratio < 1 / _shapeRatio && width * height / imageArea > _areaRatio && p.Score > objectness;
        }).ToList();
        return fitting.Count > 0 ? fitting : [proposals.MaxBy(p => p.Score)];
    }
}
