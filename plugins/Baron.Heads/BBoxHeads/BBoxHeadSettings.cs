using Baron.Modeling;

namespace Baron.Heads;

/// <summary>
/// What every box head is made of. A derived head takes these as constructor parameters of its own and hands them to
/// <see cref="BBoxHead(BBoxHeadSettings, string)"/> in one record.
/// </summary>
public record BBoxHeadSettings
{
    /// <summary>The number of foreground classes.</summary>
    public int NumClasses { get; init; } = 80;

    /// <summary>Channels of the region features.</summary>
    public int InChannels { get; init; } = 256;

    /// <summary>Side of the square region features in cells.</summary>
    public int RoiFeatSize { get; init; } = 7;

    /// <summary>Whether region features are averaged over their cells first.</summary>
    public bool WithAvgPool { get; init; }

    /// <summary>Whether there is a classification branch.</summary>
    public bool WithCls { get; init; } = true;

    /// <summary>Whether there is a regression branch.</summary>
    public bool WithReg { get; init; } = true;

    /// <summary>Whether one box is predicted for all classes.</summary>
    public bool RegClassAgnostic { get; init; }

    /// <summary>Whether the regression loss compares boxes instead of deltas.</summary>
    public bool RegDecodedBbox { get; init; }

    /// <summary>Encodes boxes, or <c>null</c> for deltas with standard deviations .1 .1 .2 .2.</summary>
    public IBBoxCoder? BBoxCoder { get; init; }

    /// <summary>The classification loss, or <c>null</c> for softmax cross entropy.</summary>
    public ILoss? LossCls { get; init; }

    /// <summary>The regression loss, or <c>null</c> for smooth L1.</summary>
    public ILoss? LossBBox { get; init; }

    /// <summary>The layers of the regression predictor, or <c>null</c> for one linear layer.</summary>
    public IReadOnlyList<ILayer>? RegPredictor { get; init; }

    /// <summary>
    /// Outputs of the classification layer <c>fc_cls</c> when they are not class scores (pseudo words: words times width), or
    /// <c>null</c> for one a class and the background.
    /// </summary>
    public int? ClsOutFeatures { get; init; }
}
