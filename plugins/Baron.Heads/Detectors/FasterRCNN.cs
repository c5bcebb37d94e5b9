using Baron.Modeling;
using Baron.Registry;

namespace Baron.Heads;

/// <summary>Faster R-CNN (Ren et al., 2015): boxes by region proposals and a RoI head.</summary>
[Component("FasterRCNN")]
public class FasterRCNN : TwoStageDetector
{
    /// <summary>Creates the detector.</summary>
    /// <param name="backbone">The feature extractor.</param>
    /// <param name="rpnHead">Proposes regions.</param>
    /// <param name="roiHead">Classifies and refines proposals.</param>
    /// <param name="dataPreprocessor">Turns samples into the network's input.</param>
    /// <param name="neck">Fuses the backbone's levels; by default they are used as they are.</param>
    /// <param name="trainCfg">Training settings; may be absent in a detector that is only tested.</param>
    /// <param name="testCfg">Test settings.</param>
    /// <param name="initCfg">Initialisation of the whole detector after that of its parts, such as a checkpoint.</param>
    public FasterRCNN(
        IBackbone backbone,
        IRpnHead rpnHead,
        IRoiHead roiHead,
        [DefaultComponent("DetDataPreprocessor")] IDataPreprocessor dataPreprocessor,
        INeck? neck = null,
        TwoStageTrainConfig? trainCfg = null,
        TwoStageTestConfig? testCfg = null,
        IInitializer? initCfg = null)
        : base(nameof(FasterRCNN), backbone, rpnHead, roiHead, dataPreprocessor, neck, trainCfg, testCfg, initCfg)
    {
    }
}
