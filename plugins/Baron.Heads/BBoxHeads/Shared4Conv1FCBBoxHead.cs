using Baron.Modeling;
using Baron.Registry;

namespace Baron.Heads;

/// <summary>Four shared 3x3 convolutions and one shared fully connected layer (Wu and He, Group Normalization, 2018).</summary>
[Component("Shared4Conv1FCBBoxHead")]
public class Shared4Conv1FCBBoxHead : ConvFCBBoxHead
{
    /// <summary>Creates the head.</summary>
    /// <param name="convOutChannels">Channels of the convolutions.</param>
    /// <param name="fcOutChannels">Width of the fully connected layers.</param>
    /// <param name="roiFeatSize">Side of the square region features in cells.</param>
    /// <param name="inChannels">Channels of the region features.</param>
    /// <param name="numClasses">The number of foreground classes.</param>
    /// <param name="withAvgPool">Whether features are averaged over their cells before the fully connected layers.</param>
    /// <param name="withCls">Whether there is a classification branch.</param>
    /// <param name="withReg">Whether there is a regression branch.</param>
    /// <param name="bboxCoder">Encodes boxes; by default deltas with standard deviations .1 .1 .2 .2.</param>
    /// <param name="regClassAgnostic">Whether one box is predicted for all classes.</param>
    /// <param name="regDecodedBbox">Whether the regression loss compares boxes instead of deltas.</param>
    /// <param name="regPredictorCfg">The layers of the regression predictor; by default one linear layer.</param>
    /// <param name="lossCls">The classification loss; by default softmax cross entropy.</param>
    /// <param name="lossBbox">The regression loss; by default smooth L1.</param>
    /// <param name="normCfg">Normalisation after each convolution; by default none.</param>
    /// <param name="normEval">Whether normalisation layers stay in evaluation mode while training.</param>
    /// <param name="initCfg">Initialisation in place of the usual one.</param>
    public Shared4Conv1FCBBoxHead(
        int convOutChannels = 256,
        int fcOutChannels = 1024,
        int roiFeatSize = 7,
        int inChannels = 256,
        int numClasses = 80,
        bool withAvgPool = false,
        bool withCls = true,
        bool withReg = true,
        IBBoxCoder? bboxCoder = null,
        bool regClassAgnostic = false,
        bool regDecodedBbox = false,
        IReadOnlyList<ILayer>? regPredictorCfg = null,
        ILoss? lossCls = null,
        ILoss? lossBbox = null,
        INormalization? normCfg = null,
        bool normEval = false,
        IInitializer? initCfg = null)
        : base(
            new ConvFCBBoxHeadSettings
            {
                NumSharedConvs = 4,
                NumSharedFcs = 1,
                ConvOutChannels = convOutChannels,
                FcOutChannels = fcOutChannels,
                RoiFeatSize = roiFeatSize,
                InChannels = inChannels,
                NumClasses = numClasses,
                WithAvgPool = withAvgPool,
                WithCls = withCls,
                WithReg = withReg,
                BBoxCoder = bboxCoder,
                RegClassAgnostic = regClassAgnostic,
                RegDecodedBbox = regDecodedBbox,
                RegPredictor = regPredictorCfg,
                LossCls = lossCls,
                LossBBox = lossBbox,
                Norm = normCfg,
                NormEval = normEval,
            },
            nameof(Shared4Conv1FCBBoxHead))
    {
        Initializer = initCfg;
    }
}
