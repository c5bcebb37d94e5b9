using Baron;
using Baron.Heads;
using Baron.Modeling;
using Baron.Registry;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThirdParty.BaronHead;

/// <summary>BARON's box head with a learned gate on each channel of the classification features.</summary>
[Component("GatedBaronBBoxHead")]
public sealed class GatedBaronBBoxHead : BaronBBoxHead
{
    private readonly Parameter gate;

    /// <summary>Creates the head.</summary>
    /// <param name="random">Source of randomness, for word dropout.</param>
    /// <param name="inChannels">Channels of the region features.</param>
    /// <param name="roiFeatSize">Side of the square region features in cells.</param>
    /// <param name="numClasses">The number of foreground classes.</param>
    /// <param name="regClassAgnostic">Whether one box is predicted for all classes.</param>
    /// <param name="bboxCoder">Encodes boxes.</param>
    /// <param name="lossCls">The classification loss.</param>
    /// <param name="lossBbox">The regression loss.</param>
    /// <param name="numWords">Pseudo words of a region.</param>
    /// <param name="wordDim">Width of a word embedding of the text encoder.</param>
    /// <param name="wordsDropRatio">Probability with which a word is dropped while training.</param>
    /// <param name="clsTemp">What cosines with class embeddings are multiplied by.</param>
    /// <param name="classNames">Class names whose embeddings are built by prompts.</param>
    /// <param name="bgEmbedding">zero or learn.</param>
    /// <param name="gate">What the gate starts from.</param>
    public GatedBaronBBoxHead(
        IRandomSource random,
        int inChannels = 256,
        int roiFeatSize = 7,
        int numClasses = 80,
        bool regClassAgnostic = false,
        IBBoxCoder? bboxCoder = null,
        ILoss? lossCls = null,
        ILoss? lossBbox = null,
        int numWords = 4,
        int wordDim = 512,
        double wordsDropRatio = 0.5,
        double clsTemp = 50,
        IReadOnlyList<string>? classNames = null,
        string bgEmbedding = "zero",
        double gate = 1)
        : base(
            new BBoxHeadSettings
            {
                InChannels = inChannels,
                RoiFeatSize = roiFeatSize,
                NumClasses = numClasses,
                WithAvgPool = true,
                RegClassAgnostic = regClassAgnostic,
                BBoxCoder = bboxCoder,
                LossCls = lossCls,
                LossBBox = lossBbox,
            },
            new PseudoWordSettings
            {
                NumWords = numWords,
                WordDim = wordDim,
                WordsDropRatio = wordsDropRatio,
                ClsTemp = clsTemp,
                ClassNames = classNames,
                BgEmbedding = bgEmbedding,
            },
            random,
            nameof(GatedBaronBBoxHead))
    {
        this.gate = new Parameter(full(inChannels, gate));
        register_parameter("gate", this.gate);
    }

    /// <inheritdoc/>
    protected override (Tensor Cls, Tensor Reg) Features(Tensor roiFeatures)
    {
        var (cls, reg) = base.Features(roiFeatures);
        return (cls * gate, reg);
    }
}
