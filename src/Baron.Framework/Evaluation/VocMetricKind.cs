using Baron.Registry;

namespace Baron.Evaluation;

/// <summary>What <see cref="VocMetric"/> computes.</summary>
public enum VocMetricKind
{
    /// <summary>Average precision of boxes, averaged over the classes.</summary>
    [ConfigKey("mAP")]
    MeanAveragePrecision,
}
