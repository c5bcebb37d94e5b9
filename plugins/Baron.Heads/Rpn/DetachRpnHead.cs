using Baron.Modeling;
using Baron.Registry;

namespace Baron.Heads;

/// <summary>
/// A region proposal network whose objectness is learned apart: a branch of its own (3x3 convolution, ReLU, 1x1 convolution) on the detached feature, so that objects known in training do not shape the shared feature and suppress those that are not (BARON, Wu et al., 2023).
/// </summary>
[Component("DetachRPNHead")]
public class DetachRpnHead : RpnHead
{
    /// <summary>Creates the head.</summary>
    /// <param name="inChannels">Channels of the neck's maps.</param>
    /// <param name="anchorGenerator">Lays the anchors.</param>
    /// <param name="featChannels">Channels between the convolutions.</param>
    /// <param name="numConvs">3x3 convolutions before the predictors.</param>
    /// <param name="bboxCoder">Encodes boxes; by default deltas with standard deviations of 1.</param>
    /// <param name="lossCls">The objectness loss; by default sigmoid cross entropy.</param>
    /// <param name="lossBbox">The regression loss; by default L1.</param>
    /// <param name="initCfg">Initialisation in place of normal 0.01.</param>
    public DetachRpnHead(
        int inChannels,
        [DefaultComponent("AnchorGenerator")] IAnchorGenerator anchorGenerator,
        int featChannels = 256,
        int numConvs = 1,
        IBBoxCoder? bboxCoder = null,
        ILoss? lossCls = null,
        ILoss? lossBbox = null,
        IInitializer? initCfg = null)
        : base(nameof(DetachRpnHead), inChannels, anchorGenerator, featChannels, numConvs, bboxCoder, lossCls, lossBbox, initCfg, true)
    {
    }

    /// <inheritdoc/>
    protected override bool DetachObjectness => true;
}
