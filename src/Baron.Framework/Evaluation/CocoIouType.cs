namespace Baron.Evaluation;

/// <summary>What detections and ground truth are compared by.</summary>
public enum CocoIouType
{
    /// <summary>Boxes.</summary>
    Box,

    /// <summary>Instance masks.</summary>
    Mask,
}
