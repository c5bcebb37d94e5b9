using Baron.Registry;

namespace Baron.Evaluation;

/// <summary>How <see cref="VocMetric"/> makes one number of a precision-recall curve.</summary>
public enum VocEvalMode
{
    /// <summary>The mean of the best precisions at the recalls 0, 0.1, ..., 1, as in the challenges until 2009.</summary>
    [ConfigKey("11points")]
    ElevenPoints,

    /// <summary>The area under the curve made monotonous, as in the challenges since 2010.</summary>
    Area,
}
