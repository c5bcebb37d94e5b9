using Baron.Modeling;
using Baron.Registry;

namespace Baron.Heads;

/// <summary>
/// The region proposal network with scores in float32 before suppression and boxes without area dropped, so that its proposals are those of training in full precision.
/// </summary>
[Component("CustomRPNHead")]
public class CustomRpnHead : RpnHead
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
    public CustomRpnHead(
        int inChannels,
        [DefaultComponent("AnchorGenerator")] IAnchorGenerator anchorGenerator,
        int featChannels = 256,
        int numConvs = 1,
        IBBoxCoder? bboxCoder = null,
        ILoss? lossCls = null,
        ILoss? lossBbox = null,
        IInitializer? initCfg = null)
        : base(nameof(CustomRpnHead), inChannels, anchorGenerator, featChannels, numConvs, bboxCoder, lossCls, lossBbox, initCfg, false)
    {
    }
}
