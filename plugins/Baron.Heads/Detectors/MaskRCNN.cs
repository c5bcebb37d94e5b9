using Baron.Modeling;
using Baron.Registry;

namespace Baron.Heads;

/// <summary>Mask R-CNN (He et al., 2017): Faster R-CNN whose RoI head has a mask head too.</summary>
[Component("MaskRCNN")]
public class MaskRCNN : TwoStageDetector
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
    public MaskRCNN(
        IBackbone backbone,
        IRpnHead rpnHead,
        IRoiHead roiHead,
        [DefaultComponent("DetDataPreprocessor")] IDataPreprocessor dataPreprocessor,
        INeck? neck = null,
        TwoStageTrainConfig? trainCfg = null,
        TwoStageTestConfig? testCfg = null,
        IInitializer? initCfg = null)
        : base(nameof(MaskRCNN), backbone, rpnHead, roiHead, dataPreprocessor, neck, trainCfg, testCfg, initCfg)
    {
    }
}
