using Baron.Modeling;
using Baron.Registry;

namespace Baron.Heads;

/// <summary>Two towers of <see cref="BaronShared2FCBBoxHead"/>; see <see cref="EnsembleBaronConvFCBBoxHead"/>.</summary>
[Component("EnsembleBaronShared2FCBBoxHead")]
public sealed class EnsembleBaronShared2FCBBoxHead : EnsembleBaronConvFCBBoxHead
{
    /// <summary>Creates the head.</summary>
    /// <param name="random">Source of randomness, for word dropout.</param>
    /// <param name="kd">The second tower, trained by open-vocabulary methods; only its pseudo words are used.</param>
    /// <param name="classInfo">A json list of classes with image_count, by which base classes (count above 0) are told from novel ones; needed with an ensemble factor.</param>
    /// <param name="ensembleFactor">Exponent of the tower that a class trusts more: this one for base classes, the second one for novel ones.</param>
    /// <param name="transferFactor">Exponent of this tower for all classes, in place of the ensemble factor.</param>
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
    /// <exception cref="BaronException">Settings that do not fit together, or files that cannot be read.</exception>
    public EnsembleBaronShared2FCBBoxHead(
        IRandomSource random,
        IPseudoWordHead kd,
        [FilePath] string? classInfo = null,
        double? ensembleFactor = 2.0 / 3,
        double? transferFactor = null,
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
                NumSharedConvs = 0,
                NumSharedFcs = 2,
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
            kd,
            classInfo,
            ensembleFactor,
            transferFactor,
            random,
            nameof(EnsembleBaronShared2FCBBoxHead))
    {
        Initializer = initCfg;
    }
}
