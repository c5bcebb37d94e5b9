using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// The simplest box head: region features, averaged or flattened, to class scores and box deltas by one linear layer each
/// (Fast R-CNN, Girshick, 2015). Names in state dicts are <c>fc_cls</c> and <c>fc_reg</c>.
/// </summary>
/// <remarks>
/// Made to be derived from: <see cref="Features"/> says what the predictors see, <see cref="PredictCls"/> and
/// <see cref="PredictReg"/> apply them, <see cref="Loss(Tensor, Tensor, BBoxTargets, Tensor)"/> and
/// <see cref="ClassProbabilities"/> say what scores mean.
/// </remarks>
[Component("BBoxHead")]
public class BBoxHead : nn.Module, IBBoxHead
{
    /// <summary>Creates the head.</summary>
    /// <param name="withAvgPool">Whether region features are averaged over their cells first.</param>
    /// <param name="withCls">Whether there is a classification branch.</param>
    /// <param name="withReg">Whether there is a regression branch.</param>
    /// <param name="roiFeatSize">Side of the square region features in cells.</param>
    /// <param name="inChannels">Channels of the region features.</param>
    /// <param name="numClasses">The number of foreground classes.</param>
    /// <param name="bboxCoder">Encodes boxes; by default deltas with standard deviations .1 .1 .2 .2.</param>
    /// <param name="regClassAgnostic">Whether one box is predicted for all classes.</param>
    /// <param name="regDecodedBbox">Whether the regression loss compares boxes instead of deltas.</param>
    /// <param name="regPredictorCfg">The layers of the regression predictor; by default one linear layer.</param>
    /// <param name="lossCls">The classification loss; by default softmax cross entropy.</param>
    /// <param name="lossBbox">The regression loss; by default smooth L1.</param>
    /// <param name="initCfg">Initialisation in place of the usual one.</param>
    public BBoxHead(
        bool withAvgPool = false,
        bool withCls = true,
        bool withReg = true,
        int roiFeatSize = 7,
        int inChannels = 256,
        int numClasses = 80,
        IBBoxCoder? bboxCoder = null,
        bool regClassAgnostic = false,
        bool regDecodedBbox = false,
        IReadOnlyList<ILayer>? regPredictorCfg = null,
        ILoss? lossCls = null,
        ILoss? lossBbox = null,
        IInitializer? initCfg = null)
        : this(
            new BBoxHeadSettings
            {
                WithAvgPool = withAvgPool,
                WithCls = withCls,
                WithReg = withReg,
                RoiFeatSize = roiFeatSize,
                InChannels = inChannels,
                NumClasses = numClasses,
                BBoxCoder = bboxCoder,
                RegClassAgnostic = regClassAgnostic,
                RegDecodedBbox = regDecodedBbox,
                RegPredictor = regPredictorCfg,
                LossCls = lossCls,
                LossBBox = lossBbox,
            },
            nameof(BBoxHead))
    {
        Initializer = initCfg;
    }

    /// <summary>Creates a derived head.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="name">The class name, for messages.</param>
    /// <exception cref="BaronException">Sizes that cannot be.</exception>
    protected BBoxHead(BBoxHeadSettings settings, string name)
        : this(settings, name, null, null)
    {
    }

    /// <summary>Creates a derived head whose predictors do not see the region features themselves.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="name">The class name, for messages.</param>
    /// <param name="clsInFeatures">Width of what <see cref="Features"/> returns for classification, or <c>null</c> for the default's.</param>
    /// <param name="regInFeatures">Width of what <see cref="Features"/> returns for regression, or <c>null</c> for the default's.</param>
    /// <exception cref="BaronException">Sizes that cannot be.</exception>
    protected BBoxHead(BBoxHeadSettings settings, string name, int? clsInFeatures, int? regInFeatures)
        : base(name)
    {
        Settings = settings;
        if (!settings.WithCls && !settings.WithReg)
        {
            throw new BaronException($"{name}: with_cls and with_reg are both false; at least one branch is needed.");
        }

        if (settings.NumClasses < 1 || settings.InChannels < 1 || settings.RoiFeatSize < 1)
        {
            throw new BaronException($"{name}: num_classes, in_channels and roi_feat_size must be at least 1, not {settings.NumClasses}, {settings.InChannels} and {settings.RoiFeatSize}.");
        }

        BBoxCoder = settings.BBoxCoder ?? new DeltaXywhBBoxCoder(targetStds: [0.1, 0.1, 0.2, 0.2]);
        LossCls = settings.LossCls ?? new CrossEntropyLoss();
        LossBBox = settings.LossBBox ?? new SmoothL1Loss();
        register_module("loss_cls", LossCls.AsModule());
        register_module("loss_bbox", LossBBox.AsModule());

        var pooled = settings.InChannels * (settings.WithAvgPool ? 1 : settings.RoiFeatSize * settings.RoiFeatSize);
        if (settings.WithCls)
        {
            FcCls = nn.Linear(clsInFeatures ?? pooled, settings.ClsOutFeatures ?? settings.NumClasses + 1);
            register_module("fc_cls", FcCls);
        }

        if (settings.WithReg)
        {
            FcReg = settings.RegPredictor is { Count: > 0 } layers
                ? nn.Sequential(layers.Select(layer => (nn.Module<Tensor, Tensor>)layer.AsModule()))
                : nn.Linear(regInFeatures ?? pooled, settings.RegClassAgnostic ? 4 : 4 * settings.NumClasses);
            register_module("fc_reg", FcReg);
        }
    }

    /// <summary>What the head is made of.</summary>
    public BBoxHeadSettings Settings { get; }

    /// <inheritdoc/>
    public virtual int NumClasses => Settings.NumClasses;

    /// <summary>Encodes boxes.</summary>
    public IBBoxCoder BBoxCoder { get; }

    /// <summary>The classification loss.</summary>
    public ILoss LossCls { get; }

    /// <summary>The regression loss.</summary>
    public ILoss LossBBox { get; }

    /// <summary>The classification layer, or <c>null</c> without that branch.</summary>
    protected nn.Module<Tensor, Tensor>? FcCls { get; }

    /// <summary>The regression predictor, or <c>null</c> without that branch.</summary>
    protected nn.Module<Tensor, Tensor>? FcReg { get; }

    /// <summary>Initialisation in place of the usual one, or <c>null</c>.</summary>
    protected IInitializer? Initializer { get; init; }

    /// <inheritdoc/>
    public virtual (Tensor ClsScore, Tensor BBoxPred) Forward(Tensor roiFeatures)
    {
        using var scope = NewDisposeScope();
        var (clsFeatures, regFeatures) = Features(roiFeatures);
        var cls = Settings.WithCls ? PredictCls(clsFeatures) : empty([roiFeatures.shape[0], 0], device: roiFeatures.device);
        var reg = Settings.WithReg ? PredictReg(regFeatures) : empty([roiFeatures.shape[0], 0], device: roiFeatures.device);
        return (Autocast.Full(cls).MoveToOuterDisposeScope(), Autocast.Full(reg).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public virtual LossCollection Loss(Tensor clsScore, Tensor bboxPred, Tensor rois, IReadOnlyList<SamplingResult> samples, RcnnTrainConfig config)
    {
        using var scope = NewDisposeScope();
        var losses = Loss(clsScore, bboxPred, GetTargets(samples, config), rois);
        foreach (var term in losses)
        {
            term.Value.MoveToOuterDisposeScope();
        }

        return losses;
    }

    /// <inheritdoc/>
    public virtual Detections Predict(Tensor roi, Tensor clsScore, Tensor bboxPred, ImageMeta meta, bool rescale, RcnnTestConfig? config)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var device = roi.device;
        var count = roi.shape[0];
        var boxesPerRegion = Settings.WithReg && !Settings.RegClassAgnostic ? Settings.NumClasses : 1;
        var scores = ClassProbabilities(clsScore);
        Tensor boxes;
        if (Settings.WithReg)
        {
            var priors = roi.narrow(1, 1, 4);
            if (boxesPerRegion > 1)
            {
                priors = priors.repeat_interleave(boxesPerRegion, 0);
            }

            boxes = BBoxCoder.Decode(priors, bboxPred.view(-1, 4), meta.ImageShape);
        }
        else
        {
            boxes = BoxMath.Clip(roi.narrow(1, 1, 4), meta.ImageShape);
        }

        if (rescale && count > 0)
        {
            boxes = boxes * tensor(new[] { (float)(1 / meta.ScaleX), (float)(1 / meta.ScaleY), (float)(1 / meta.ScaleX), (float)(1 / meta.ScaleY) }, device: device);
        }

        boxes = boxes.view(count, boxesPerRegion * 4);
        if (config is null)
        {
            return new Detections(boxes, scores, arange(count, ScalarType.Int64, device)).MoveToOuterDisposeScope();
        }

        var (keptBoxes, keptScores, labels) = Nms.Multiclass(boxes, scores, config.ScoreThr, config.Nms, config.MaxPerImg);
        return new Detections(keptBoxes, keptScores, labels).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Draws the initial weights: classification normal 0.01, regression normal 0.001, biases zero; or as <c>init_cfg</c> says.
    /// </summary>
    public virtual void InitWeights()
    {
        if (Initializer is not null)
        {
            Initializer.Initialize(this, GetName());
            return;
        }

        WeightInit.Normal(FcCls, 0.01);
        WeightInit.Normal(FcReg, 0.001);
    }

    /// <summary>What the two predictors see.</summary>
    /// <param name="roiFeatures"><c>[R, C, h, w]</c>.</param>
    /// <returns>For each predictor <c>[R, width]</c>; both may be the same tensor.</returns>
    protected virtual (Tensor Cls, Tensor Reg) Features(Tensor roiFeatures)
    {
        var x = Settings.WithAvgPool ? roiFeatures.mean([2, 3]) : roiFeatures.flatten(1);
        return (x, x);
    }

    /// <summary>Class scores from what <see cref="Features"/> returned.</summary>
    /// <param name="clsFeatures"><c>[R, width]</c>.</param>
    /// <returns><c>[R, C + 1]</c> logits, with a sigmoid loss <c>[R, C]</c> or <c>[R, C + 1]</c>.</returns>
    protected virtual Tensor PredictCls(Tensor clsFeatures) => FcCls!.call(clsFeatures);

    /// <summary>Box deltas from what <see cref="Features"/> returned.</summary>
    /// <param name="regFeatures"><c>[R, width]</c>.</param>
    /// <returns><c>[R, 4]</c> or <c>[R, 4 C]</c>.</returns>
    protected virtual Tensor PredictReg(Tensor regFeatures) => FcReg!.call(regFeatures);

    /// <summary>Probabilities from class scores, background last.</summary>
    /// <param name="clsScore">As <see cref="PredictCls"/> returned it.</param>
    /// <returns><c>[R, C + 1]</c> in 0-1.</returns>
    protected virtual Tensor ClassProbabilities(Tensor clsScore)
    {
        if (!LossCls.UseSigmoid)
        {
            return clsScore.softmax(-1);
        }

        var scores = clsScore.sigmoid();
        if (scores.shape[1] == NumClasses)
        {
            // A sigmoid head has no background; the column is there for the shape and never detected.
            scores = cat([scores, zeros(scores.shape[0], 1, device: scores.device)], 1);
        }

        return scores;
    }

    /// <summary>Targets of the sampled regions, in their order.</summary>
    /// <param name="samples">One record an image.</param>
    /// <param name="config">The training settings.</param>
    public virtual BBoxTargets GetTargets(IReadOnlyList<SamplingResult> samples, RcnnTrainConfig config)
    {
        using var scope = NewDisposeScope();
        var positives = new List<long>();
        var count = 0;
        foreach (var sample in samples)
        {
            for (var i = 0; i < sample.PositiveCount; i++)
            {
                positives.Add(count + i);
            }

            count += sample.PositiveCount + sample.NegativeCount;
        }

        var device = samples[0].PositiveBoxes.device;
        var rows = tensor(positives.ToArray(), ScalarType.Int64, device);
        var positiveLabels = cat(samples.Select(s => s.PositiveTruthLabels).ToArray(), 0);
        var truth = cat(samples.Select(s => s.PositiveTruthBoxes).ToArray(), 0);
        var targets = Settings.RegDecodedBbox || positives.Count == 0
            ? truth
            : BBoxCoder.Encode(cat(samples.Select(s => s.PositiveBoxes).ToArray(), 0), truth);

        var labels = full([count], NumClasses, ScalarType.Int64, device).index_copy_(0, rows, positiveLabels);
        var weights = ones([count], ScalarType.Float32, device);
        if (config.PosWeight > 0)
        {
            weights = weights.index_fill_(0, rows, config.PosWeight);
        }

        var boxTargets = zeros([count, 4], ScalarType.Float32, device).index_copy_(0, rows, targets);
        var boxWeights = zeros([count, 4], ScalarType.Float32, device).index_fill_(0, rows, 1);
        return new BBoxTargets(
            labels.MoveToOuterDisposeScope(),
            weights.MoveToOuterDisposeScope(),
            boxTargets.MoveToOuterDisposeScope(),
            boxWeights.MoveToOuterDisposeScope(),
            rows.MoveToOuterDisposeScope(),
            positiveLabels.MoveToOuterDisposeScope(),
            targets.MoveToOuterDisposeScope(),
            count);
    }

    /// <summary>The losses against given targets: <c>loss_cls</c>, the number <c>acc</c> (percent), and <c>loss_bbox</c>.</summary>
    /// <param name="clsScore"><c>[n, C + 1]</c>.</param>
    /// <param name="bboxPred"><c>[n, 4]</c> or <c>[n, 4 C]</c>.</param>
    /// <param name="targets">The targets of the n regions.</param>
    /// <param name="rois"><c>[n, 5]</c>.</param>
    protected virtual LossCollection Loss(Tensor clsScore, Tensor bboxPred, BBoxTargets targets, Tensor rois)
    {
        var losses = new LossCollection();
        if (Settings.WithCls && targets.Count > 0)
        {
            losses.Add("loss_cls", LossCls.Forward(clsScore, targets.Labels, targets.LabelWeights, Math.Max(targets.Weighted, 1)));
            losses.AddMetric("acc", Accuracy(clsScore, targets.Labels));
        }

        if (Settings.WithReg)
        {
            losses.Add("loss_bbox", BoxLoss(bboxPred, targets, rois));
        }

        return losses;
    }

    /// <summary>The regression loss of the positives, divided by the number of all regions.</summary>
    /// <param name="bboxPred"><c>[n, 4]</c> or <c>[n, 4 C]</c>.</param>
    /// <param name="targets">The targets of the n regions.</param>
    /// <param name="rois"><c>[n, 5]</c>.</param>
    protected virtual Tensor BoxLoss(Tensor bboxPred, BBoxTargets targets, Tensor rois)
    {
        if (targets.PositiveCount == 0)
        {
            // Zero, but part of the graph, so that every parameter gets a gradient on every process.
            return bboxPred.sum() * 0;
        }

        var predictions = bboxPred.view(-1, 4);
        var rows = targets.PositiveRows;
        if (!Settings.RegClassAgnostic)
        {
            rows = (rows * (bboxPred.shape[1] / 4)) + targets.PositiveLabels;
        }

        var positive = predictions.index_select(0, rows);
        if (Settings.RegDecodedBbox)
        {
            positive = BBoxCoder.Decode(rois.narrow(1, 1, 4).index_select(0, targets.PositiveRows), positive);
        }

        return LossBBox.Forward(positive, targets.PositiveTargets, null, targets.Count);
    }

    /// <summary>Share of regions whose best class is the right one.</summary>
    /// <param name="clsScore"><c>[n, C + 1]</c>.</param>
    /// <param name="labels"><c>[n]</c> int64.</param>
    /// <returns>A scalar in percent, without gradient.</returns>
    protected virtual Tensor Accuracy(Tensor clsScore, Tensor labels)
    {
        using var noGrad = no_grad();
        var logits = LossCls is IClassMaskingLoss masking ? masking.MaskClasses(clsScore) : clsScore;
        return logits.argmax(1).eq(labels).to(ScalarType.Float32).mean() * 100;
    }
}
