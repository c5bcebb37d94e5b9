using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// A detector in two stages: a region proposal network over the neck's maps, and a RoI head over the proposals (Ren et al.,
/// Faster R-CNN, 2015). Names in state dicts are <c>backbone</c>, <c>neck</c>, <c>rpn_head</c> and <c>roi_head</c>.
/// </summary>
[Component("TwoStageDetector")]
public class TwoStageDetector : nn.Module, IDetector
{
    private readonly IInitializer? _initializer;

    /// <summary>Creates the detector.</summary>
    /// <param name="backbone">The feature extractor.</param>
    /// <param name="rpnHead">Proposes regions.</param>
    /// <param name="roiHead">Classifies and refines proposals.</param>
    /// <param name="dataPreprocessor">Turns samples into the network's input.</param>
    /// <param name="neck">Fuses the backbone's levels; by default they are used as they are.</param>
    /// <param name="trainCfg">Training settings; may be absent in a detector that is only tested.</param>
    /// <param name="testCfg">Test settings.</param>
    /// <param name="initCfg">Initialisation of the whole detector after that of its parts, such as a checkpoint.</param>
    public TwoStageDetector(
        IBackbone backbone,
        IRpnHead rpnHead,
        IRoiHead roiHead,
        [DefaultComponent("DetDataPreprocessor")] IDataPreprocessor dataPreprocessor,
        INeck? neck = null,
        TwoStageTrainConfig? trainCfg = null,
        TwoStageTestConfig? testCfg = null,
        IInitializer? initCfg = null)
        : this(nameof(TwoStageDetector), backbone, rpnHead, roiHead, dataPreprocessor, neck, trainCfg, testCfg, initCfg)
    {
    }

    /// <summary>Creates a derived detector.</summary>
    /// <param name="name">The class name, for messages.</param>
    /// <param name="backbone">The feature extractor.</param>
    /// <param name="rpnHead">Proposes regions.</param>
    /// <param name="roiHead">Classifies and refines proposals.</param>
    /// <param name="dataPreprocessor">Turns samples into the network's input.</param>
    /// <param name="neck">Fuses the backbone's levels, or <c>null</c>.</param>
    /// <param name="trainCfg">Training settings, or <c>null</c>.</param>
    /// <param name="testCfg">Test settings, or <c>null</c>.</param>
    /// <param name="initCfg">Initialisation of the whole detector, or <c>null</c>.</param>
    protected TwoStageDetector(
        string name,
        IBackbone backbone,
        IRpnHead rpnHead,
        IRoiHead roiHead,
        IDataPreprocessor dataPreprocessor,
        INeck? neck,
        TwoStageTrainConfig? trainCfg,
        TwoStageTestConfig? testCfg,
        IInitializer? initCfg)
        : base(name)
    {
        Backbone = backbone;
        Neck = neck;
        RpnHead = rpnHead;
        RoiHead = roiHead;
        DataPreprocessor = dataPreprocessor;
        _initializer = initCfg;
        register_module("backbone", backbone.AsModule());
        if (neck is not null)
        {
            register_module("neck", neck.AsModule());
        }

        register_module("rpn_head", rpnHead.AsModule());
        register_module("roi_head", roiHead.AsModule());
        rpnHead.Configure(trainCfg?.Rpn, trainCfg?.RpnProposal, testCfg?.Rpn);
        roiHead.Configure(trainCfg?.Rcnn, testCfg?.Rcnn);
    }

    /// <summary>The feature extractor.</summary>
    public IBackbone Backbone { get; }

    /// <summary>Fuses the backbone's levels, or <c>null</c>.</summary>
    public INeck? Neck { get; }

    /// <summary>Proposes regions.</summary>
    public IRpnHead RpnHead { get; }

    /// <summary>Classifies and refines proposals.</summary>
    public IRoiHead RoiHead { get; }

    /// <summary>Turns samples into the network's input.</summary>
    public IDataPreprocessor DataPreprocessor { get; }

    /// <summary>Where the weights are.</summary>
    protected Device Device => parameters().First().device;

    /// <inheritdoc/>
    public virtual void InitWeights()
    {
        Backbone.InitWeights();
        Neck?.InitWeights();
        RpnHead.InitWeights();
        RoiHead.InitWeights();
        _initializer?.Initialize(this, GetName());
    }

    /// <inheritdoc/>
    public virtual LossCollection Loss(SampleBatch batch)
    {
        using var scope = NewDisposeScope();
        var losses = DetectionLoss(DataPreprocessor.Process(batch.Samples, Device));
        foreach (var term in losses)
        {
            term.Value.MoveToOuterDisposeScope();
        }

        return losses;
    }

    /// <inheritdoc/>
    public virtual IReadOnlyList<Detections> Predict(IReadOnlyList<DataSample> samples, bool rescale = true)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var batch = DataPreprocessor.Process(samples, Device);
        var features = ExtractFeatures(batch.Images);
        var proposals = RpnHead.Predict(features, batch.Metas, training: false);
        var detections = RoiHead.Predict(features, proposals, batch.Metas, rescale);
        return detections.Select(ToHost).ToArray();
    }

    /// <summary>The maps that the heads see.</summary>
    /// <param name="images"><c>[N, 3, H, W]</c>, normalised.</param>
    /// <returns>One map a level.</returns>
    public virtual IReadOnlyList<Tensor> ExtractFeatures(Tensor images)
    {
        var features = Backbone.Forward(images);
        return Neck is null ? features : Neck.Forward(features);
    }

    /// <summary>The losses of both stages on a labelled batch.</summary>
    /// <param name="batch">The batch on the device.</param>
    public virtual LossCollection DetectionLoss(ModelBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return DetectionLoss(batch, ExtractFeatures(batch.Images));
    }

    /// <summary>The losses of a labelled batch whose features are known.</summary>
    /// <param name="batch">The batch on the device.</param>
    /// <param name="features">The neck's maps of the batch.</param>
    public virtual LossCollection DetectionLoss(ModelBatch batch, IReadOnlyList<Tensor> features)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(features);
        var (losses, proposals) = RpnHead.LossAndPredict(features, batch);
        losses.AddRange(RoiHead.Loss(features, proposals, batch));
        return losses;
    }

    private static Detections ToHost(Detections detections) =>
        (detections with
        {
            Boxes = detections.Boxes.cpu(),
            Scores = detections.Scores.cpu(),
            Labels = detections.Labels.cpu(),
            Masks = detections.Masks?.cpu(),
        }).MoveToOuterDisposeScope();
}
