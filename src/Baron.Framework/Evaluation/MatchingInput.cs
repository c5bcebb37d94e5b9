namespace Baron.Evaluation;

/// <summary>Everything that the evaluation of a category reads; shared by the threads and never changed.</summary>
internal sealed class MatchingInput
{
    /// <summary>The ground truth's file, for messages.</summary>
    public required string TruthName { get; init; }

    /// <summary>Whether masks are compared instead of boxes.</summary>
    public required bool Masks { get; init; }

    /// <summary>IoU thresholds; none reaches 1.</summary>
    public required double[] Thresholds { get; init; }

    /// <summary>Recall values at which precision is read.</summary>
    public required double[] Recalls { get; init; }

    /// <summary>Object sizes.</summary>
    public required CocoAreaRange[] Areas { get; init; }

    /// <summary>The numbers of detections an image that count, ascending.</summary>
    public required int[] Limits { get; init; }

    /// <summary>The objects.</summary>
    public required CocoGroundTruthAnnotation[] Annotations { get; init; }

    /// <summary>The detections.</summary>
    public required CocoResults Results { get; init; }

    /// <summary>Which object is of which category and image.</summary>
    public required DetectionArrangement Truth { get; init; }

    /// <summary>Which detection is of which category and image.</summary>
    public required DetectionArrangement Found { get; init; }

    /// <summary>
    /// Detections that are no mistakes when they match nothing, because their category was not annotated exhaustively in their
    /// image; <c>null</c> where there are none.
    /// </summary>
    public bool[]? Lenient { get; init; }
}
