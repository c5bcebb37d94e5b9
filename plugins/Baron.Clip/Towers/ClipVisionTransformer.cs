using Baron.Modeling;
using Baron.Registry;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Towers;

/// <summary>CLIP's vision transformer (Radford et al., 2021; Dosovitskiy et al., 2021).</summary>
[Component("CLIPViT")]
public sealed class ClipVisionTransformer : Module, IImageEncoder
{
    private readonly int _patchSize;
    private readonly int _width;
    private readonly IInitializer? _initializer;

    [ComponentName(Name = "class_embedding")]
    private readonly Parameter _class;

    [ComponentName(Name = "positional_embedding")]
    private readonly Parameter _positions;

    [ComponentName(Name = "proj")]
    private readonly Parameter _projection;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _patches;

    [ComponentName(Name = "ln_pre")]
    private readonly LayerNorm _before;

    [ComponentName(Name = "transformer")]
    private readonly Transformer _transformer;

    [ComponentName(Name = "ln_post")]
    private readonly LayerNorm _after;

    /// <summary>Builds the tower; the defaults are those of ViT-B/32.</summary>
    /// <param name="inputResolution">Side of the square input in pixels.</param>
    /// <param name="patchSize">Side of a patch in pixels.</param>
    /// <param name="width">Width of the transformer.</param>
    /// <param name="layers">Transformer blocks.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="outputDim">Width of the joint space of text and images.</param>
    /// <param name="initCfg">Where the weights come from, such as <c>Pretrained</c> with prefix <c>visual</c>; absent: random.</param>
    /// <exception cref="BaronException">A size is not positive, or does not divide another that must be its multiple.</exception>
    public ClipVisionTransformer(
        int inputResolution = 224,
        int patchSize = 32,
        int width = 768,
        int layers = 12,
        int heads = 12,
        int outputDim = 512,
        IInitializer? initCfg = null)
        : base(nameof(ClipVisionTransformer))
    {
        if (patchSize < 1 || inputResolution < patchSize || inputResolution % patchSize != 0 || width < 1 || layers < 1 || outputDim < 1)
        {
            throw new BaronException("CLIPViT: all sizes must be at least 1 and input_resolution a multiple of patch_size.");
        }

        (InputResolution, GridSize, EmbedDim, _patchSize, _width) = (inputResolution, inputResolution / patchSize, outputDim, patchSize, width);
        _initializer = initCfg;
        _class = Parameter(empty(width));
        _positions = Parameter(empty((GridSize * GridSize) + 1, width));
        _projection = Parameter(empty(width, outputDim));
        _patches = Conv2d(3, width, patchSize, stride: patchSize, bias: false);
        _before = LayerNorm(width);
        _transformer = new Transformer(width, layers, heads);
        _after = LayerNorm(width);
        RegisterComponents();
        Reset();
    }

    /// <inheritdoc/>
    public int InputResolution { get; }

    /// <inheritdoc/>
    public int GridSize { get; }

    /// <inheritdoc/>
    public int EmbedDim { get; }

    /// <summary>Draws the embeddings anew, or loads all weights where <c>init_cfg</c> says so.</summary>
    public void InitWeights() => TowerWeights.Initialize(this, _initializer, Reset, "image_encoder");

    /// <inheritdoc/>
    public ImageFeatures Encode(Tensor crops, bool patchTokens = false, Tensor? visible = null, bool normalize = true)
    {
        ArgumentNullException.ThrowIfNull(crops);
        using var scope = NewDisposeScope();
        var (n, cells) = (crops.shape[0], GridSize * GridSize);
        var length = cells + 1;
        var patches = _patches.call(crops).flatten(2).transpose(1, 2);
        var x = cat([_class.expand(n, 1, _width), patches], 1) + _positions;
        var mask = visible is null ? null : Masks.Additive(visible, x.dtype).unsqueeze(1);
        var state = _transformer.Forward(_before.call(x), mask, _transformer.Layers - 1);

        var queries = arange(0, n * length, length, device: crops.device);
        (Tensor, Tensor)? tokens = null;
        if (patchTokens)
        {
            var rows = arange(n * length, device: crops.device).view(n, length).narrow(1, 1, cells).reshape(-1);
            tokens = (rows, arange(n, device: crops.device).repeat_interleave(cells));
        }

        var last = _transformer.ForwardAt(_transformer.Layers - 1, state, queries, mask?.narrow(2, 0, 1), tokens);
        var joint = _after.call(last).matmul(_projection);
        var embeddings = joint.narrow(0, 0, n);
        embeddings = (normalize ? functional.normalize(embeddings, dim: -1) : embeddings).MoveToOuterDisposeScope();
        var grid = patchTokens
            ? joint.narrow(0, n, n * cells).view(n, GridSize, GridSize, EmbedDim).permute(0, 3, 1, 2).MoveToOuterDisposeScope()
            : null;
        return new ImageFeatures(embeddings, grid);
    }

    private void Reset()
    {
        using var noGrad = no_grad();
        var scale = Math.Pow(_width, -0.5);
        init.normal_(_class, 0, scale);
        init.normal_(_positions, 0, scale);
        init.normal_(_projection, 0, scale);
    }
}
