namespace Baron.Evaluation;

/// <summary>
/// The recall of proposals as MMDetection's <c>proposal_fast</c> computes it: in every image the largest overlaps of objects and
/// the first n proposals are paired one by one, each object and each proposal once; classes and sizes do not matter. Overlaps
/// are single precision, as there.
/// </summary>
public static class ProposalRecall
{
    private const float Smallest = 1e-6f;

    /// <summary>The average recall over IoU thresholds for each number of proposals.</summary>
    /// <param name="truth">The ground truth; crowds are left out.</param>
    /// <param name="results">The proposals, of each image in the order of their use.</param>
    /// <param name="proposalNums">The numbers of proposals an image.</param>
    /// <param name="iouThresholds">IoU thresholds.</param>
    /// <returns>Recall in 0-1 for each of <paramref name="proposalNums"/>; -1 without any object.</returns>
    public static double[] Compute(CocoGroundTruth truth, CocoResults results, IReadOnlyList<int> proposalNums, IReadOnlyList<double> iouThresholds)
    {
        var objects = truth.Annotations.Where(a => !a.IsCrowd).ToLookup(
            a => a.ImageId, a => new Corners((float)a.X, (float)a.Y, (float)(a.X + a.Width), (float)(a.Y + a.Height)));
        var found = results.Detections.ToLookup(
            d => d.ImageId, d => new Corners((float)d.X, (float)d.Y, (float)(d.X + d.Width), (float)(d.Y + d.Height)));
        var hits = new long[proposalNums.Count, iouThresholds.Count];
        var total = 0L;
        foreach (var image in truth.ImageIds)
        {
            Corners[] wanted = [.. objects[image]];
            Corners[] proposals = [.. found[image].Take(proposalNums.Max())];
            total += wanted.Length;
            for (var n = 0; n < proposalNums.Count; n++)
            {
                foreach (var overlap in Pair(wanted, proposals.AsSpan(0, Math.Min(proposals.Length, proposalNums[n]))))
                {
                    for (var t = 0; t < iouThresholds.Count; t++)
                    {
                        hits[n, t] += overlap >= (float)iouThresholds[t] ? 1 : 0;
                    }
                }
            }
        }

        return [.. Enumerable.Range(0, proposalNums.Count).Select(n => total == 0 ? -1 : Enumerable.Range(0, iouThresholds.Count).Average(t => hits[n, t] / (double)total))];
    }

    private static float[] Pair(Corners[] wanted, ReadOnlySpan<Corners> proposals)
    {
        if (wanted.Length == 0 || proposals.IsEmpty)
        {
            return [];
        }

        var overlaps = new float[wanted.Length * proposals.Length];
        var best = new (float Overlap, int Proposal)[wanted.Length];
        for (var g = 0; g < wanted.Length; g++)
        {
            for (var p = 0; p < proposals.Length; p++)
            {
                overlaps[(g * proposals.Length) + p] = Iou(wanted[g], proposals[p]);
            }

            best[g] = Largest(overlaps.AsSpan(g * proposals.Length, proposals.Length));
        }

        var result = new float[wanted.Length];
        for (var round = 0; round < wanted.Length; round++)
        {
            var chosen = 0;
            for (var g = 1; g < wanted.Length; g++)
            {
                chosen = best[g].Overlap > best[chosen].Overlap ? g : chosen;
            }

            var (overlap, proposal) = best[chosen];
            result[round] = overlap;
            overlaps.AsSpan(chosen * proposals.Length, proposals.Length).Fill(-1);
            best[chosen] = (-1, 0);
            for (var g = 0; g < wanted.Length; g++)
            {
                overlaps[(g * proposals.Length) + proposal] = -1;
                if (best[g].Proposal == proposal && best[g].Overlap >= 0)
                {
                    best[g] = Largest(overlaps.AsSpan(g * proposals.Length, proposals.Length));
                }
            }
        }

        return result;
    }

    private static (float Overlap, int Proposal) Largest(ReadOnlySpan<float> row)
    {
        var at = 0;
        for (var p = 1; p < row.Length; p++)
        {
            at = row[p] > row[at] ? p : at;
        }

        return (row[at], at);
    }

    private static float Iou(in Corners a, in Corners b)
    {
        var width = Math.Max(Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left), 0);
        var height = Math.Max(Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top), 0);
        var intersection = width * height;
        return intersection / Math.Max(a.Area + b.Area - intersection, Smallest);
    }

    private readonly record struct Corners(float Left, float Top, float Right, float Bottom)
    {
        public float Area => (Right - Left) * (Bottom - Top);
    }
}
