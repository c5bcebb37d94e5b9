using Baron.Modeling;

namespace Baron.Samplers.Bags;

/// <summary>Greedy suppression of a few hundred boxes on the CPU, where tensor operations would cost more than they do.</summary>
internal static class GreedyNms
{
    /// <summary>Keeps boxes, best first, that overlap no better kept one by more than a threshold.</summary>
    /// <param name="boxes">Boxes in any order; of equal scores the earlier comes first.</param>
    /// <param name="threshold">IoU.</param>
    public static List<ScoredBox> Keep(IEnumerable<ScoredBox> boxes, double threshold)
    {
        var kept = new List<ScoredBox>();
        foreach (var box in boxes.OrderByDescending(b => b.Score))
        {
            if (!kept.Exists(k => Overlap(k, box) > threshold))
            {
                kept.Add(box);
            }
        }

        return kept;
    }

    private static float Overlap(ScoredBox a, ScoredBox b)
    {
        // In float32 like the tensor operation, so that a tie with the threshold falls on the same side.
        var width = Math.Max(0f, Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1));
        var height = Math.Max(0f, Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1));
        var both = width * height;
        return both / (((a.X2 - a.X1) * (a.Y2 - a.Y1)) + ((b.X2 - b.X1) * (b.Y2 - b.Y1)) - both);
    }
}
