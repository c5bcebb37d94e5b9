namespace Baron.Evaluation;

/// <summary>Recall and precision after each detection of a class, best scores first.</summary>
/// <param name="Recalls">Ascending, 0-1.</param>
/// <param name="Precisions">0-1.</param>
internal sealed record VocCurve(double[] Recalls, double[] Precisions)
{
    /// <summary>The recall of all detections.</summary>
    public double Recall => Recalls.Length == 0 ? 0 : Recalls[^1];

    /// <summary>Average precision, 0-1.</summary>
    /// <param name="mode">How it is averaged.</param>
    public double AveragePrecision(VocEvalMode mode) => mode == VocEvalMode.ElevenPoints ? ElevenPoints() : Area();

    private double ElevenPoints()
    {
        var sum = 0.0;
        for (var point = 0; point <= 10; point++)
        {
            // 0.3 is a bit more than 3/10 here, in numpy's arange and in the published numbers.
            var recall = point * 0.1;
            var best = 0.0;
            for (var i = 0; i < Recalls.Length; i++)
            {
                best = Recalls[i] >= recall ? Math.Max(best, Precisions[i]) : best;
            }

            sum += best;
        }

        return sum / 11;
    }

    private double Area()
    {
        // From the end, so that each precision can be the best one at its recall or a higher one.
        var (area, best) = (0.0, 0.0);
        for (var i = Recalls.Length - 1; i >= 0; i--)
        {
            best = Math.Max(best, Precisions[i]);
            area += (Recalls[i] - (i == 0 ? 0 : Recalls[i - 1])) * best;
        }

        return area;
    }
}
