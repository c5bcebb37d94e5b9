using Baron.Modeling;
using Baron.Registry;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>
/// One stage of a ResNet as the shared head of a RoI head: res5 of a C4 detector (Ren et al., 2015). Names in state dicts are
/// <c>layer4.0.conv1</c> and so on.
/// </summary>
[Component("ResLayer")]
public class ResLayer : nn.Module, ISharedHead
{
    private readonly Sequential _layer;
    private readonly bool _normEval;
    private readonly IInitializer? _initializer;

    /// <summary>Creates the stage.</summary>
    /// <param name="depth">Depth of the ResNet it belongs to: 18, 34, 50, 101 or 152.</param>
    /// <param name="normCfg">The normalisation after each convolution.</param>
    /// <param name="stage">The stage, 0-3; 3 is res5.</param>
    /// <param name="stride">Stride of the first block.</param>
    /// <param name="dilation">Dilation of the 3x3 convolutions.</param>
    /// <param name="style">Where a bottleneck has its stride: pytorch (3x3 convolution) or caffe (first 1x1 convolution).</param>
    /// <param name="normEval">Whether normalisation layers stay in evaluation mode while training.</param>
    /// <param name="initCfg">Initialisation in place of Kaiming's, such as a checkpoint.</param>
    /// <exception cref="BaronException">An unknown depth, style or stage.</exception>
    public ResLayer(
        int depth,
        [DefaultComponent("BN")] INormalization normCfg,
        int stage = 3,
        int stride = 2,
        int dilation = 1,
        string style = "pytorch",
        bool normEval = true,
        IInitializer? initCfg = null)
        : base(nameof(ResLayer))
    {
        var (expansion, blocks) = ResNetArchitecture.Of(depth, style, nameof(ResLayer));
        if (stage is < 0 or > 3)
        {
            throw new BaronException($"ResLayer: stage must be in 0-3, not {stage}.");
        }

        var planes = 64 << stage;
        var inChannels = stage == 0 ? 64 : planes / 2 * expansion;
        _layer = ResNetArchitecture.Stage(expansion, inChannels, planes, blocks[stage], stride, dilation, style, false, normCfg);
        _normEval = normEval;
        _initializer = initCfg;
        register_module($"layer{stage + 1}", _layer);
    }

    /// <inheritdoc/>
    public virtual Tensor Forward(Tensor roiFeatures) => _layer.call(roiFeatures);

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        if (train && _normEval)
        {
            ResNetArchitecture.FreezeStatistics(this);
        }
    }

    /// <inheritdoc/>
    public virtual void InitWeights()
    {
        if (_initializer is not null)
        {
            _initializer.Initialize(this, "shared_head");
            return;
        }

        ResNetArchitecture.InitWeights(this, false);
    }
}
