using Baron.Modeling;
using Baron.Registry;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// A box head with shared layers and separate branches, each some 3x3 convolutions, then some fully connected layers with ReLU:
/// <code>
///                                    /-> cls convs -> cls fcs -> fc_cls
/// features -> shared convs -> shared fcs
///                                    \-> reg convs -> reg fcs -> fc_reg
/// </code>
/// Names in state dicts are <c>shared_convs.0.conv</c>, <c>shared_fcs.0</c>, <c>cls_convs</c>, <c>cls_fcs</c>, <c>reg_convs</c> and <c>reg_fcs</c>.
/// </summary>
[Component("ConvFCBBoxHead")]
public class ConvFCBBoxHead : BBoxHead
{
    private readonly Branch _shared;
    private readonly Branch _cls;
    private readonly Branch _reg;

    /// <summary>Creates the head.</summary>
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
    public ConvFCBBoxHead(
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
            nameof(ConvFCBBoxHead))
    {
        Initializer = initCfg;
    }

    /// <summary>Creates a derived head.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="name">The class name, for messages.</param>
    /// <exception cref="BaronException">Sizes that cannot be.</exception>
    protected ConvFCBBoxHead(ConvFCBBoxHeadSettings settings, string name)
        : base(settings, name, BranchWidth(settings, settings.NumClsConvs, settings.NumClsFcs), BranchWidth(settings, settings.NumRegConvs, settings.NumRegFcs))
    {
        Settings = settings;
        var channels = settings.InChannels;
        _shared = AddBranch("shared", settings.NumSharedConvs, settings.NumSharedFcs, ref channels, true);
        var shared = channels;
        _cls = AddBranch("cls", settings.WithCls ? settings.NumClsConvs : 0, settings.WithCls ? settings.NumClsFcs : 0, ref channels, false);
        channels = shared;
        _reg = AddBranch("reg", settings.WithReg ? settings.NumRegConvs : 0, settings.WithReg ? settings.NumRegFcs : 0, ref channels, false);
    }

    /// <summary>What the head is made of.</summary>
    public new ConvFCBBoxHeadSettings Settings { get; }

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);

        // The base constructor cannot reach here before Settings is set: nothing in it changes the mode.
        if (train && Settings.NormEval)
        {
            foreach (var module in modules())
            {
                if (module is BatchNorm)
                {
                    module.eval();
                }
            }
        }
    }

    /// <summary>
    /// Draws the initial weights: convolutions Kaiming, fully connected layers Xavier, predictors as <see cref="BBoxHead"/>; or as <c>init_cfg</c> says.
    /// </summary>
    public override void InitWeights()
    {
        foreach (var branch in (Branch[])[_shared, _cls, _reg])
        {
            foreach (var conv in branch.Convs)
            {
                conv.InitWeights();
            }

            // What init_cfg does not set keeps the values of a new layer, as in the reference.
            foreach (var fc in Initializer is null ? branch.Fcs : [])
            {
                WeightInit.XavierUniform(fc);
            }
        }

        base.InitWeights();
    }

    /// <inheritdoc/>
    protected override (Tensor Cls, Tensor Reg) Features(Tensor roiFeatures)
    {
        var x = Run(_shared, roiFeatures, Settings.NumSharedFcs > 0);
        return (Settings.WithCls ? Run(_cls, x, true) : x, Settings.WithReg ? Run(_reg, x, true) : x);
    }

    private static int BranchWidth(ConvFCBBoxHeadSettings settings, int convs, int fcs)
    {
        if (fcs > 0 || (settings.NumSharedFcs > 0 && convs == 0))
        {
            return settings.FcOutChannels;
        }

        var channels = settings.NumSharedConvs > 0 || convs > 0 ? settings.ConvOutChannels : settings.InChannels;
        return channels * (settings.WithAvgPool ? 1 : settings.RoiFeatSize * settings.RoiFeatSize);
    }

    private Branch AddBranch(string name, int numConvs, int numFcs, ref int width, bool shared)
    {
        if (!shared && numConvs > 0 && Settings.NumSharedFcs > 0)
        {
            throw new BaronException($"{GetName()}: num_{name}_convs = {numConvs} cannot follow num_shared_fcs = {Settings.NumSharedFcs}; convolutions come before fully connected layers.");
        }

        var convs = new ConvModule[numConvs];
        for (var i = 0; i < numConvs; i++)
        {
            convs[i] = new ConvModule(width, Settings.ConvOutChannels, 3, padding: 1, normalization: Settings.Norm, relu: true);
            width = Settings.ConvOutChannels;
        }

        var fcs = new Linear[numFcs];
        for (var i = 0; i < numFcs; i++)
        {
            if (i == 0 && (shared || Settings.NumSharedFcs == 0) && !Settings.WithAvgPool)
            {
                width *= Settings.RoiFeatSize * Settings.RoiFeatSize;
            }

            fcs[i] = nn.Linear(width, Settings.FcOutChannels);
            width = Settings.FcOutChannels;
        }

        if (numConvs > 0)
        {
            register_module(name + "_convs", nn.ModuleList(convs));
        }

        if (numFcs > 0)
        {
            register_module(name + "_fcs", nn.ModuleList(fcs));
        }

        return new Branch(convs, fcs);
    }

    private Tensor Run(Branch branch, Tensor x, bool flatten)
    {
        foreach (var conv in branch.Convs)
        {
            x = conv.call(x);
        }

        if (flatten && x.dim() > 2)
        {
            x = Settings.WithAvgPool ? x.mean([2, 3]) : x.flatten(1);
        }

        foreach (var fc in branch.Fcs)
        {
            x = fc.call(x).relu_();
        }

        return x;
    }

    private sealed record Branch(ConvModule[] Convs, Linear[] Fcs);
}
