using Baron.Modeling;
using Baron.Registry;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Towers;

/// <summary>
/// CLIP's modified ResNet (Radford et al., 2021): three convolutions in the stem, average pools as strides, attention pooling
/// at the end.
/// </summary>
[Component("CLIPResNet")]
public sealed class ClipResNet : Module, IImageEncoder
{
    private readonly IInitializer? _initializer;
    private readonly bool _openaiInit;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _stem1;

    [ComponentName(Name = "bn1")]
    private readonly BatchNorm2d _norm1;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _stem2;

    [ComponentName(Name = "bn2")]
    private readonly BatchNorm2d _norm2;

    [ComponentName(Name = "conv3")]
    private readonly Conv2d _stem3;

    [ComponentName(Name = "bn3")]
    private readonly BatchNorm2d _norm3;

    [ComponentName(Name = "layer1")]
    private readonly ModuleList<ClipBottleneck> _layer1;

    [ComponentName(Name = "layer2")]
    private readonly ModuleList<ClipBottleneck> _layer2;

    [ComponentName(Name = "layer3")]
    private readonly ModuleList<ClipBottleneck> _layer3;

    [ComponentName(Name = "layer4")]
    private readonly ModuleList<ClipBottleneck> _layer4;

    [ComponentName(Name = "attnpool")]
    private readonly AttentionPool _pool;

    /// <summary>Builds the tower; the defaults are those of RN50.</summary>
    /// <param name="layers">Blocks of the four stages; absent: 3, 4, 6, 3.</param>
    /// <param name="outputDim">Width of the joint space of text and images.</param>
    /// <param name="heads">Heads of attention pooling.</param>
    /// <param name="inputResolution">Side of the square input in pixels, a multiple of 32.</param>
    /// <param name="width">Channels of the stem.</param>
    /// <param name="initCfg">Where the weights come from, such as <c>Pretrained</c> with prefix <c>visual</c>; absent: random.</param>
    /// <param name="openaiInit">
    /// Whether random weights start as OpenAI's: the last norm of each block at zero, attention pooling normal with standard deviation
    /// <c>C^-0.5</c>. Otherwise as PyTorch's layers start, with which a small tower learns far faster on little data.
    /// </param>
    /// <exception cref="BaronException">A size does not fit.</exception>
    public ClipResNet(
        IReadOnlyList<int>? layers = null,
        int outputDim = 1024,
        int heads = 32,
        int inputResolution = 224,
        int width = 64,
        IInitializer? initCfg = null,
        bool openaiInit = true)
        : base(nameof(ClipResNet))
    {
        layers ??= [3, 4, 6, 3];
        if (layers.Count != 4 || layers.Any(l => l < 1) || width < 2 || width % 2 != 0 || inputResolution < 32 || inputResolution % 32 != 0 || outputDim < 1)
        {
            throw new BaronException("CLIPResNet: layers must be four numbers of at least 1, width even, input_resolution a multiple of 32 and output_dim at least 1.");
        }

        (InputResolution, GridSize, EmbedDim, _initializer, _openaiInit) = (inputResolution, inputResolution / 32, outputDim, initCfg, openaiInit);
        _stem1 = Conv2d(3, width / 2, 3, stride: 2, padding: 1, bias: false);
        _norm1 = BatchNorm2d(width / 2);
        _stem2 = Conv2d(width / 2, width / 2, 3, padding: 1, bias: false);
        _norm2 = BatchNorm2d(width / 2);
        _stem3 = Conv2d(width / 2, width, 3, padding: 1, bias: false);
        _norm3 = BatchNorm2d(width);
        var channels = width;
        _layer1 = Stage(ref channels, width, layers[0], 1);
        _layer2 = Stage(ref channels, width * 2, layers[1], 2);
        _layer3 = Stage(ref channels, width * 4, layers[2], 2);
        _layer4 = Stage(ref channels, width * 8, layers[3], 2);
        _pool = new AttentionPool(GridSize, channels, heads, outputDim);
        RegisterComponents();
        Reset();
    }

    /// <inheritdoc/>
    public int InputResolution { get; }

    /// <inheritdoc/>
    public int GridSize { get; }

    /// <inheritdoc/>
    public int EmbedDim { get; }

    /// <summary>Starts the weights as <c>openai_init</c> says, or loads them where <c>init_cfg</c> says so.</summary>
    public void InitWeights() => TowerWeights.Initialize(this, _initializer, Reset, "image_encoder");

    /// <inheritdoc/>
    public ImageFeatures Encode(Tensor crops, bool patchTokens = false, Tensor? visible = null, bool normalize = true)
    {
        ArgumentNullException.ThrowIfNull(crops);
        using var scope = NewDisposeScope();
        var x = _norm1.call(_stem1.call(crops)).relu();
        x = _norm2.call(_stem2.call(x)).relu();
        x = _norm3.call(_stem3.call(x)).relu();
        x = functional.avg_pool2d(x, 2);
        foreach (var stage in new[] { _layer1, _layer2, _layer3, _layer4 })
        {
            foreach (var block in stage)
            {
                x = block.Forward(x);
            }
        }

        var mask = visible is null ? null : Masks.Additive(visible.narrow(1, 0, 1), x.dtype).unsqueeze(1);
        var (pooled, tokens) = _pool.Forward(x, patchTokens, mask);
        var embeddings = (normalize ? functional.normalize(pooled, dim: -1) : pooled).MoveToOuterDisposeScope();
        return new ImageFeatures(embeddings, tokens?.MoveToOuterDisposeScope());
    }

    private static ModuleList<ClipBottleneck> Stage(ref int channels, int planes, int blocks, int stride)
    {
        var stage = new ClipBottleneck[blocks];
        for (var i = 0; i < blocks; i++)
        {
            stage[i] = new ClipBottleneck(channels, planes, i == 0 ? stride : 1);
            channels = stage[i].Outputs;
        }

        return ModuleList(stage);
    }

    private void Reset()
    {
        if (!_openaiInit)
        {
            return;
        }

        _pool.InitWeights();
        foreach (var block in new[] { _layer1, _layer2, _layer3, _layer4 }.SelectMany(stage => stage))
        {
            block.InitWeights();
        }
    }
}
