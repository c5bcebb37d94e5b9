namespace Baron.Evaluation;

/// <summary>The parameters of a COCO evaluation; the defaults are COCO's own.</summary>
public sealed record CocoEvaluationOptions
{
    /// <summary>What is compared.</summary>
    public CocoIouType IouType { get; init; } = CocoIouType.Box;

    /// <summary>The categories to evaluate, or <c>null</c> for all of the ground truth's.</summary>
    public IReadOnlyCollection<int>? CategoryIds { get; init; }

    /// <summary>IoU thresholds, ascending; at most 32.</summary>
    public IReadOnlyList<double> IouThresholds { get; init; } = Linspace(0.5, 0.95, 10);

    /// <summary>Recall values at which precision is read, ascending.</summary>
    public IReadOnlyList<double> RecallThresholds { get; init; } = Linspace(0, 1, 101);

    /// <summary>Object sizes.</summary>
    public IReadOnlyList<CocoAreaRange> AreaRanges { get; init; } =
    [
        new("all", 0, 1e5 * 1e5),
        new("small", 0, 32 * 32),
        new("medium", 32 * 32, 96 * 96),
        new("large", 96 * 96, 1e5 * 1e5),
    ];

    /// <summary>The numbers of detections an image (the best scored) that count, ascending; the last bounds the matching.</summary>
    public IReadOnlyList<int> MaxDetections { get; init; } = [1, 10, 100];

    /// <summary>Whether only detections and ground truth of the same category match; otherwise proposals are judged.</summary>
    public bool UseCategories { get; init; } = true;

    /// <summary>The number of threads; 0 for as many as there are processors. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Evenly spaced numbers, computed as <c>numpy.linspace</c> does (the last one is exact).</summary>
    /// <param name="start">The first.</param>
    /// <param name="stop">The last.</param>
    /// <param name="count">How many, at least 2.</param>
    public static double[] Linspace(double start, double stop, int count)
    {
        var step = (stop - start) / (count - 1);
        var result = new double[count];
        for (var i = 0; i < count; i++)
        {
            result[i] = (i * step) + start;
        }

        result[^1] = stop;
        return result;
    }
}
