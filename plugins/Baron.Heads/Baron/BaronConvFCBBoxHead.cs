using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// <see cref="BaronBBoxHead"/> with shared and separate convolutions and fully connected layers before the pseudo words.
/// </summary>
[Component("BaronConvFCBBoxHead")]
public class BaronConvFCBBoxHead : ConvFCBBoxHead, IPseudoWordHead
{
    private readonly PseudoWordClassifier _words;

    /// <summary>Creates the head.</summary>
    /// <param name="random">Source of randomness, for word dropout.</param>
    /// <param name="numSharedConvs">3x3 convolutions that both branches share.</param>
    /// <param name="numSharedFcs">Fully connected layers that both branches share.</param>
    /// <param name="numClsConvs">Further convolutions of the classification branch.</param>
    /// <param name="numClsFcs">Further fully connected layers of the classification branch.</param>
    /// <param name="numRegConvs">Further convolutions of the regression branch.</param>
    /// <param name="numRegFcs">Further fully connected layers of the regression branch.</param>
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
    public BaronConvFCBBoxHead(
        IRandomSource random,
        int numSharedConvs = 0,
        int numSharedFcs = 0,
        int numClsConvs = 0,
        int numClsFcs = 0,
        int numRegConvs = 0,
        int numRegFcs = 0,
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
        : this(
            new ConvFCBBoxHeadSettings
            {
                NumSharedConvs = numSharedConvs,
                NumSharedFcs = numSharedFcs,
                NumClsConvs = numClsConvs,
                NumClsFcs = numClsFcs,
                NumRegConvs = numRegConvs,
                NumRegFcs = numRegFcs,
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
            nameof(BaronConvFCBBoxHead))
    {
        Initializer = initCfg;
    }

    /// <summary>Creates a derived head.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="words">What makes it speak in pseudo words.</param>
    /// <param name="random">Source of randomness, for word dropout.</param>
    /// <param name="name">The class name, for messages.</param>
    /// <exception cref="BaronException">Settings that do not fit together, or class embeddings that cannot be read.</exception>
    protected BaronConvFCBBoxHead(ConvFCBBoxHeadSettings settings, PseudoWordSettings words, IRandomSource random, string name)
        : base(settings with { ClsOutFeatures = words.NumWords * words.WordDim }, name)
    {
        _words = new PseudoWordClassifier(this, name, words, settings.NumClasses, random);
    }

    /// <inheritdoc/>
    public override int NumClasses => _words.NumClasses;

    /// <inheritdoc/>
    public bool UseAttn12Output => _words.Settings.UseAttn12Output;

    /// <inheritdoc/>
    public virtual Tensor VisionToLanguage(Tensor roiFeatures)
    {
        using var scope = NewDisposeScope();
        return _words.Words(FcCls!.call(Features(roiFeatures).Cls)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public virtual void SetVisionLanguageModel(IVisionLanguageModel model) => _words.SetModel(model);

    /// <inheritdoc/>
    public virtual void PrepareClassEmbeddings() => _words.PrepareClassEmbeddings();

    /// <inheritdoc/>
    public virtual void SetClassEmbeddings(Tensor embeddings) => _words.SetClassEmbeddings(embeddings);

    /// <summary>Draws the initial weights as the base class does, and those of the background and the bias.</summary>
    public override void InitWeights()
    {
        base.InitWeights();
        _words.InitWeights();
    }

    /// <summary>Class logits from pseudo words.</summary>
    /// <param name="words"><c>[R, W, D]</c>.</param>
    /// <returns><c>[R, C + 1]</c>, background last.</returns>
    protected Tensor ClassifyWords(Tensor words)
    {
        using var scope = NewDisposeScope();
        return _words.Classify(words.flatten(1), training).MoveToOuterDisposeScope();
    }

    /// <summary>Class logits by comparing the region's sentence with the class names.</summary>
    /// <param name="clsFeatures"><c>[R, width]</c>.</param>
    /// <returns><c>[R, C + 1]</c>, background last.</returns>
    protected override Tensor PredictCls(Tensor clsFeatures) => _words.Classify(FcCls!.call(clsFeatures), training);
}
