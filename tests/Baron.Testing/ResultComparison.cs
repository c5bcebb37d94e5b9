using Baron.Evaluation;

namespace Baron.Testing;

/// <summary>Compares the detections of two runs, one of them the reference.</summary>
/// <param name="Compared">Reference detections that scored above the limit.</param>
/// <param name="Matched">How many of them the other run has as well.</param>
/// <param name="WorstScoreError">The largest difference of scores among the matched.</param>
public sealed record ResultComparison(int Compared, int Matched, double WorstScoreError)
{
    /// <summary>The share of the reference's detections that the other run has, 0-1; 1 when there was nothing to compare.</summary>
    public double Share => Compared == 0 ? 1 : (double)Matched / Compared;

    /// <summary>
    /// Looks for each reference detection one of the same image and category that overlaps enough and has nearly the same score;
    /// every detection serves once.
    /// </summary>
    /// <param name="reference">The reference's detections.</param>
    /// <param name="actual">The other run's.</param>
    /// <param name="minScore">Reference detections at or below this are left out.</param>
    /// <param name="minIou">The overlap that a match needs (more than).</param>
    /// <param name="scoreTolerance">The largest difference of scores of a match.</param>
    public static ResultComparison Of(CocoResults reference, CocoResults actual, double minScore = 0.05, double minIou = 0.98, double scoreTolerance = 0.01)
    {
        var candidates = actual.Detections.ToLookup(d => (d.ImageId, d.CategoryId));
        var used = new HashSet<CocoDetection>();
        var (compared, matched, worst) = (0, 0, 0.0);
        foreach (var wanted in reference.Detections.Where(d => d.Score > minScore).OrderByDescending(d => d.Score))
        {
            compared++;
            var best = candidates[(wanted.ImageId, wanted.CategoryId)]
                .Where(d => !used.Contains(d) && Math.Abs(d.Score - wanted.Score) <= scoreTolerance)
                .Select(d => (Detection: d, Iou: Iou(d, wanted)))
                .Where(d => d.Iou > minIou)
                .OrderByDescending(d => d.Iou)
                .Select(d => (CocoDetection?)d.Detection)
                .FirstOrDefault();
            if (best is { } found)
            {
                used.Add(found);
                matched++;
                worst = Math.Max(worst, Math.Abs(found.Score - wanted.Score));
            }
        }

        return new ResultComparison(compared, matched, worst);
    }

    private static double Iou(in CocoDetection a, in CocoDetection b)
    {
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var intersection = width * height;
        return intersection / ((a.Width * a.Height) + (b.Width * b.Height) - intersection);
    }
}
