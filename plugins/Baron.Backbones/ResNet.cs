using Baron.Modeling;
using Baron.Registry;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>
/// A residual network (He et al., Deep Residual Learning, 2016). Names in state dicts are those of torchvision and MMDetection:
/// <c>conv1</c>, <c>bn1</c>, <c>layer1.0.conv1</c>, <c>layer1.0.downsample.0</c>.
/// </summary>
[Component("ResNet")]
public class ResNet : nn.Module, IBackbone
{
    private readonly nn.Module<Tensor, Tensor>[] _stem;
    private readonly bool _deepStem;
    private readonly Sequential[] _stages;
    private readonly bool[] _isOutput;
    private readonly int _frozenStages;
    private readonly bool _normEval;
    private readonly bool _zeroInitResidual;
    private readonly IInitializer? _initializer;

    /// <summary>Creates the network.</summary>
    /// <param name="depth">18, 34, 50, 101 or 152.</param>
    /// <param name="normCfg">The normalisation after each convolution.</param>
    /// <param name="inChannels">Channels of the images.</param>
    /// <param name="stemChannels">Channels of the stem; by default <paramref name="baseChannels"/>.</param>
    /// <param name="baseChannels">Channels inside the blocks of the first stage.</param>
    /// <param name="numStages">The number of stages, 1-4.</param>
    /// <param name="strides">Stride of each stage's first block; by default 1 2 2 2.</param>
    /// <param name="dilations">Dilation of each stage's 3x3 convolutions; by default 1.</param>
    /// <param name="outIndices">Stages whose maps are returned, 0-based; by default all.</param>
    /// <param name="style">Where a bottleneck has its stride: pytorch (3x3 convolution) or caffe (first 1x1 convolution).</param>
    /// <param name="deepStem">Whether the 7x7 convolution of the stem is replaced by three 3x3 ones.</param>
    /// <param name="avgDown">Whether shortcuts reduce resolution by average pooling instead of a stride.</param>
    /// <param name="frozenStages">The stem and this many stages take no gradient and stay in evaluation mode; -1: nothing is frozen.</param>
    /// <param name="normEval">Whether normalisation layers stay in evaluation mode while training.</param>
    /// <param name="zeroInitResidual">Whether the last normalisation of each block starts at zero.</param>
    /// <param name="initCfg">Initialisation in place of Kaiming's, such as a checkpoint.</param>
    /// <exception cref="BaronException">An unknown depth or style, or lists that do not fit the number of stages.</exception>
    public ResNet(
        int depth,
        [DefaultComponent("BN")] INormalization normCfg,
        int inChannels = 3,
        int? stemChannels = null,
        int baseChannels = 64,
        int numStages = 4,
        IReadOnlyList<int>? strides = null,
        IReadOnlyList<int>? dilations = null,
        IReadOnlyList<int>? outIndices = null,
        string style = "pytorch",
        bool deepStem = false,
        bool avgDown = false,
        int frozenStages = -1,
        bool normEval = true,
        bool zeroInitResidual = true,
        IInitializer? initCfg = null)
        : base(nameof(ResNet))
    {
        var (expansion, blocks) = ResNetArchitecture.Of(depth, style, nameof(ResNet));
        if (numStages is < 1 or > 4)
        {
            throw new BaronException($"ResNet: num_stages must be in 1-4, not {numStages}.");
        }

        RequireLength(strides, numStages, "strides");
        RequireLength(dilations, numStages, "dilations");
        if (frozenStages < -1 || frozenStages > numStages)
        {
            throw new BaronException($"ResNet: frozen_stages must be in -1 .. num_stages = {numStages}, not {frozenStages}.");
        }

        _isOutput = new bool[numStages];
        foreach (var index in outIndices ?? Enumerable.Range(0, numStages).ToArray())
        {
            if (index < 0 || index >= numStages)
            {
                throw new BaronException($"ResNet: out_indices names stage {index}, but with num_stages = {numStages} stages are 0-{numStages - 1}.");
            }

            _isOutput[index] = true;
        }

        _frozenStages = frozenStages;
        _normEval = normEval;
        _zeroInitResidual = zeroInitResidual;
        _initializer = initCfg;
        _deepStem = deepStem;
        var channels = stemChannels ?? baseChannels;
        _stem = Stem(inChannels, channels, normCfg);
        _stages = new Sequential[numStages];
        for (var i = 0; i < numStages; i++)
        {
            var planes = baseChannels << i;
            _stages[i] = ResNetArchitecture.Stage(
                expansion, channels, planes, blocks[i], strides?[i] ?? (i == 0 ? 1 : 2), dilations?[i] ?? 1, style, avgDown, normCfg);
            register_module($"layer{i + 1}", _stages[i]);
            channels = planes * expansion;
        }

        FreezeStages();
    }

    /// <inheritdoc/>
    public virtual IReadOnlyList<Tensor> Forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var x = ForwardStem(images);
        var outputs = new List<Tensor>(_stages.Length);
        for (var i = 0; i < _stages.Length; i++)
        {
            x = _stages[i].call(x);
            if (_isOutput[i])
            {
                outputs.Add(x);
            }
        }

        foreach (var output in outputs)
        {
            output.MoveToOuterDisposeScope();
        }

        return outputs;
    }

    /// <summary>The stem: convolution, normalisation, ReLU, and 3x3 max-pooling of stride 2.</summary>
    /// <param name="images"><c>[N, 3, H, W]</c>.</param>
    /// <returns><c>[N, C, H / 4, W / 4]</c>.</returns>
    public Tensor ForwardStem(Tensor images)
    {
        using var scope = NewDisposeScope();
        var x = images;
        foreach (var layer in _stem)
        {
            x = layer.call(x);
        }

        if (!_deepStem)
        {
            x = x.relu_();
        }

        return nn.functional.max_pool2d(x, 3, 2, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        FreezeStages();
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
            _initializer.Initialize(this, "backbone");
            return;
        }

        ResNetArchitecture.InitWeights(this, _zeroInitResidual);
    }

    private static void RequireLength(IReadOnlyList<int>? values, int stages, string name)
    {
        if (values is not null && values.Count != stages)
        {
            throw new BaronException($"ResNet: {name} has {values.Count} entries, but num_stages is {stages}.");
        }
    }

    private static void Freeze(nn.Module module)
    {
        module.eval();
        foreach (var parameter in module.parameters())
        {
            parameter.requires_grad = false;
        }
    }

    private nn.Module<Tensor, Tensor>[] Stem(int inChannels, int channels, INormalization norm)
    {
        if (!_deepStem)
        {
            var conv = nn.Conv2d(inChannels, channels, 7, 2, 3, bias: false);
            var bn = norm.Create(channels);
            register_module("conv1", conv);
            register_module(norm.Abbreviation + "1", bn);
            return [conv, bn];
        }

        var half = channels / 2;
        var stem = nn.Sequential(
            nn.Conv2d(inChannels, half, 3, 2, 1, bias: false),
            norm.Create(half),
            nn.ReLU(true),
            nn.Conv2d(half, half, 3, 1, 1, bias: false),
            norm.Create(half),
            nn.ReLU(true),
            nn.Conv2d(half, channels, 3, 1, 1, bias: false),
            norm.Create(channels),
            nn.ReLU(true));
        register_module("stem", stem);
        return [stem];
    }

    private void FreezeStages()
    {
        if (_frozenStages < 0)
        {
            return;
        }

        foreach (var layer in _stem)
        {
            Freeze(layer);
        }

        for (var i = 0; i < _frozenStages; i++)
        {
            Freeze(_stages[i]);
        }
    }
}
