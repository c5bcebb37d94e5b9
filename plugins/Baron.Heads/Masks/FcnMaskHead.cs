using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// The mask head of Mask R-CNN (He et al., 2017): convolutions, an enlargement by two, and logits of every class (or of any
/// object) in every cell. Names in state dicts are <c>convs.0.conv</c>, <c>upsample</c> and <c>conv_logits</c>.
/// </summary>
[Component("FCNMaskHead")]
public class FcnMaskHead : nn.Module, IMaskHead
{
    private readonly ConvModule[] _convs;
    private readonly MaskUpsampleConfig _upsample;
    private readonly ConvTranspose2d? _deconvolution;
    private readonly Conv2d _logits;
    private readonly bool _classAgnostic;
    private readonly ILoss _loss;
    private readonly IInitializer? _initializer;

    /// <summary>Creates the head.</summary>
    /// <param name="numConvs">Convolutions before the enlargement.</param>
    /// <param name="roiFeatSize">Side of the square region features in cells.</param>
    /// <param name="inChannels">Channels of the region features.</param>
    /// <param name="convKernelSize">Side of the convolutions' kernels.</param>
    /// <param name="convOutChannels">Channels of the convolutions.</param>
    /// <param name="numClasses">The number of foreground classes.</param>
    /// <param name="classAgnostic">Whether one mask is predicted for all classes.</param>
    /// <param name="upsampleCfg">How cells are enlarged; by default a deconvolution by 2.</param>
    /// <param name="normCfg">Normalisation after each convolution; by default none.</param>
    /// <param name="lossMask">The loss of mask logits; by default binary cross entropy.</param>
    /// <param name="initCfg">Initialisation in place of Kaiming's.</param>
    /// <exception cref="BaronException">Sizes that cannot be.</exception>
    public FcnMaskHead(
        int numConvs = 4,
        int roiFeatSize = 14,
        int inChannels = 256,
        int convKernelSize = 3,
        int convOutChannels = 256,
        int numClasses = 80,
        bool classAgnostic = false,
        MaskUpsampleConfig? upsampleCfg = null,
        INormalization? normCfg = null,
        ILoss? lossMask = null,
        IInitializer? initCfg = null)
        : base(nameof(FcnMaskHead))
    {
        if (numConvs < 0 || roiFeatSize < 1 || inChannels < 1 || convKernelSize < 1 || convOutChannels < 1 || numClasses < 1)
        {
            throw new BaronException("FCNMaskHead: roi_feat_size, in_channels, conv_kernel_size, conv_out_channels and num_classes must be at least 1, num_convs at least 0.");
        }

        _upsample = upsampleCfg ?? new MaskUpsampleConfig();
        if (_upsample.Type is not ("deconv" or "nearest" or "bilinear" or "none") || _upsample.ScaleFactor < 1)
        {
            throw new BaronException($"FCNMaskHead: upsample_cfg needs type deconv, nearest, bilinear or none and a scale_factor of at least 1, not {_upsample.Type} and {_upsample.ScaleFactor}.");
        }

        _classAgnostic = classAgnostic;
        _initializer = initCfg;
        _loss = lossMask ?? new CrossEntropyLoss(useMask: true);
        register_module("loss_mask", _loss.AsModule());
        _convs = new ConvModule[numConvs];
        for (var i = 0; i < numConvs; i++)
        {
            _convs[i] = new ConvModule(
                i == 0 ? inChannels : convOutChannels, convOutChannels, convKernelSize, padding: (convKernelSize - 1) / 2, normalization: normCfg, relu: true);
        }

        register_module("convs", nn.ModuleList(_convs));
        var channels = numConvs > 0 ? convOutChannels : inChannels;
        if (_upsample.Type == "deconv")
        {
            _deconvolution = nn.ConvTranspose2d(channels, convOutChannels, _upsample.ScaleFactor, _upsample.ScaleFactor);
            register_module("upsample", _deconvolution);
            channels = convOutChannels;
        }

        _logits = nn.Conv2d(channels, classAgnostic ? 1 : numClasses, 1);
        register_module("conv_logits", _logits);
    }

    /// <inheritdoc/>
    public virtual Tensor Forward(Tensor roiFeatures)
    {
        using var scope = NewDisposeScope();
        var x = roiFeatures;
        foreach (var conv in _convs)
        {
            x = conv.call(x);
        }

        x = _upsample.Type switch
        {
            "deconv" => _deconvolution!.call(x).relu_(),
            "nearest" => nn.functional.interpolate(x, null, [_upsample.ScaleFactor, _upsample.ScaleFactor], InterpolationMode.Nearest),
            "bilinear" => nn.functional.interpolate(x, null, [_upsample.ScaleFactor, _upsample.ScaleFactor], InterpolationMode.Bilinear, false),
            _ => x,
        };
        return Autocast.Full(_logits.call(x)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="BaronException">The batch has no masks.</exception>
    public virtual LossCollection Loss(Tensor maskPreds, IReadOnlyList<SamplingResult> samples, ModelBatch batch, RcnnTrainConfig config)
    {
        using var scope = NewDisposeScope();
        var losses = new LossCollection();
        if (maskPreds.shape[0] == 0)
        {
            losses.Add("loss_mask", (maskPreds.sum() * 0).MoveToOuterDisposeScope());
            return losses;
        }

        var targets = MaskTargets.Of(samples, batch, config.MaskSize);
        var predictions = maskPreds.view(-1, maskPreds.shape[2], maskPreds.shape[3]);
        if (!_classAgnostic)
        {
            var labels = cat(samples.Select(s => s.PositiveTruthLabels).ToArray(), 0);
            predictions = predictions.index_select(0, (arange(maskPreds.shape[0], ScalarType.Int64, maskPreds.device) * maskPreds.shape[1]) + labels);
        }

        losses.Add("loss_mask", _loss.Forward(predictions, targets).MoveToOuterDisposeScope());
        return losses;
    }

    /// <inheritdoc/>
    public virtual Tensor Predict(Tensor maskPreds, Detections detections, ImageMeta meta, bool rescale, RcnnTestConfig config)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var size = MaskPaster.CanvasOf(meta, rescale);
        var predictions = maskPreds;
        if (!_classAgnostic)
        {
            var rows = (arange(maskPreds.shape[0], ScalarType.Int64, maskPreds.device) * maskPreds.shape[1]) + detections.Labels;
            predictions = maskPreds.view(-1, maskPreds.shape[2], maskPreds.shape[3]).index_select(0, rows);
        }

        var probabilities = predictions.sigmoid().view(-1, maskPreds.shape[2], maskPreds.shape[3]);
        return MaskPaster.Paste(probabilities, detections.Boxes, size, config.MaskThrBinary).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public virtual void InitWeights()
    {
        if (_initializer is not null)
        {
            _initializer.Initialize(this, "mask_head");
            return;
        }

        foreach (var conv in _convs)
        {
            conv.InitWeights();
        }

        WeightInit.KaimingNormal(_deconvolution);
        WeightInit.KaimingNormal(_logits);
    }
}
