using Baron.Modeling;
using Baron.Registry;

namespace Baron.Heads;

/// <summary><see cref="BaronBBoxHead"/> after four shared 3x3 convolutions and one shared fully connected layer.</summary>
[Component("BaronShared4Conv1FCBBoxHead")]
public class BaronShared4Conv1FCBBoxHead : BaronConvFCBBoxHead
{
    /// <summary>Creates the head.</summary>
    /// <param name="random">Source of randomness, for word dropout.</param>
    /// <param name="convOutChannels">Channels of the convolutions.</param>
    /// <param name="fcOutChannels">Width of the fully connected layers.</param>
    /// <param name="roiFeatSize">Side of the square region features in cells.</param>
    /// <param name="inChannels">Channels of the region features.</param>
    /// <param name="numClasses">The number of foreground classes.</param>
    /// <param name="withAvgPool">Whether region features are averaged over their cells first.</param>
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
    /// <param name="numWords">Pseudo words of a region.</param>
    /// <param name="wordDim">Width of a word embedding of the text encoder.</param>
    /// <param name="wordsDropRatio">Probability with which a word is dropped while training; one always stays.</param>
    /// <param name="clsTemp">What cosines with class embeddings are multiplied by while training.</param>
    /// <param name="testClsTemp">The same while testing; by default as while training.</param>
    /// <param name="clsBias">Initial value of a learnable number added to all logits while training, for sigmoid losses; by default none.</param>
    /// <param name="clsEmbeddingsPath">A .npy file with the embeddings of the classes, one row each.</param>
    /// <param name="classNames">Class names whose embeddings are built by prompts where no file is given.</param>
    /// <param name="promptTemplates">Templates for class names, with {} for the name and {article} for a or an; by default the 63 of ViLD.</param>
    /// <param name="bgEmbedding">zero: the background always scores 0; learn: it has a learned embedding.</param>
    /// <param name="useAttn12Output">Whether sentences are compared by the state after block 12, without final norm and projection; class embeddings must be of that kind.</param>
    /// <param name="initCfg">Initialisation in place of the usual one.</param>
    /// <exception cref="BaronException">Settings that do not fit together, or class embeddings that cannot be read.</exception>
    public BaronShared4Conv1FCBBoxHead(
        IRandomSource random,
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
        int numWords = 4,
        int wordDim = 512,
        double wordsDropRatio = 0.5,
        double clsTemp = 50,
        double? testClsTemp = null,
        double? clsBias = null,
        [FilePath] string? clsEmbeddingsPath = null,
        IReadOnlyList<string>? classNames = null,
        IReadOnlyList<string>? promptTemplates = null,
        string bgEmbedding = "zero",
        bool useAttn12Output = false,
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
            new PseudoWordSettings
            {
                NumWords = numWords,
                WordDim = wordDim,
                WordsDropRatio = wordsDropRatio,
                ClsTemp = clsTemp,
                TestClsTemp = testClsTemp,
                ClsBias = clsBias,
                ClsEmbeddingsPath = clsEmbeddingsPath,
                ClassNames = classNames,
                PromptTemplates = promptTemplates,
                BgEmbedding = bgEmbedding,
                UseAttn12Output = useAttn12Output,
            },
            random,
            nameof(BaronShared4Conv1FCBBoxHead))
    {
        Initializer = initCfg;
    }

    /// <summary>Creates a derived head.</summary>
    /// <param name="settings">What it is made of; the numbers of layers are set here.</param>
    /// <param name="words">What makes it speak in pseudo words.</param>
    /// <param name="random">Source of randomness, for word dropout.</param>
    /// <param name="name">The class name, for messages.</param>
    /// <exception cref="BaronException">Settings that do not fit together, or class embeddings that cannot be read.</exception>
    protected BaronShared4Conv1FCBBoxHead(ConvFCBBoxHeadSettings settings, PseudoWordSettings words, IRandomSource random, string name)
        : base(settings with { NumSharedConvs = 4, NumSharedFcs = 1 }, words, random, name)
    {
    }
}
