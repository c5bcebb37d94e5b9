using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// The RoI head of Faster R-CNN and Mask R-CNN: assigns and samples proposals, pools their features, applies a box head and,
/// where there is one, a mask head. Names in state dicts are <c>bbox_head</c>, <c>mask_head</c> and <c>shared_head</c>.
/// </summary>
/// <remarks>
/// Made to be derived from: <see cref="AssignAndSample"/>, <see cref="ExtractBBoxFeatures"/>, <see cref="BBoxLoss"/>,
/// <see cref="MaskLoss"/>, <see cref="PredictBBoxes"/> and <see cref="PredictMasks"/> are the steps.
/// </remarks>
[Component("StandardRoIHead")]
public class StandardRoIHead : nn.Module, IRoiHead
{
    private readonly IInitializer? _initializer;

    /// <summary>Creates the head.</summary>
    /// <param name="bboxRoiExtractor">Pools features for the box head.</param>
    /// <param name="bboxHead">Classifies regions and refines their boxes.</param>
    /// <param name="maskRoiExtractor">Pools features for the mask head; by default those of the box head are used.</param>
    /// <param name="maskHead">Predicts instance masks; by default none.</param>
    /// <param name="sharedHead">Layers after pooling that both heads share, such as res5 of a C4 detector; by default none.</param>
    /// <param name="initCfg">Initialisation of the whole head after that of its parts, such as a checkpoint.</param>
    public StandardRoIHead(
        IRoiExtractor bboxRoiExtractor,
        IBBoxHead bboxHead,
        IRoiExtractor? maskRoiExtractor = null,
        IMaskHead? maskHead = null,
        ISharedHead? sharedHead = null,
        IInitializer? initCfg = null)
        : base(nameof(StandardRoIHead))
    {
        BBoxRoiExtractor = bboxRoiExtractor;
        BBoxHead = bboxHead;
        MaskRoiExtractor = maskRoiExtractor;
        MaskHead = maskHead;
        SharedHead = sharedHead;
        _initializer = initCfg;
        if (sharedHead is not null)
        {
            register_module("shared_head", sharedHead.AsModule());
        }

        register_module("bbox_roi_extractor", bboxRoiExtractor.AsModule());
        register_module("bbox_head", bboxHead.AsModule());
        if (maskRoiExtractor is not null)
        {
            register_module("mask_roi_extractor", maskRoiExtractor.AsModule());
        }

        if (maskHead is not null)
        {
            register_module("mask_head", maskHead.AsModule());
        }
    }

    /// <summary>Pools features for the box head.</summary>
    public IRoiExtractor BBoxRoiExtractor { get; }

    /// <summary>Classifies regions and refines their boxes.</summary>
    public IBBoxHead BBoxHead { get; }

    /// <summary>Pools features for the mask head, or <c>null</c> when it takes those of the box head.</summary>
    public IRoiExtractor? MaskRoiExtractor { get; }

    /// <summary>Predicts instance masks, or <c>null</c>.</summary>
    public IMaskHead? MaskHead { get; }

    /// <summary>Layers that both heads share, or <c>null</c>.</summary>
    public ISharedHead? SharedHead { get; }

    /// <summary>The training settings, or <c>null</c>.</summary>
    protected RcnnTrainConfig? TrainConfig { get; private set; }

    /// <summary>The test settings, or <c>null</c>.</summary>
    protected RcnnTestConfig? TestConfig { get; private set; }

    /// <inheritdoc/>
    public virtual void Configure(RcnnTrainConfig? train, RcnnTestConfig? test)
    {
        TrainConfig = train;
        TestConfig = test;
    }

    /// <inheritdoc/>
    public virtual void InitWeights()
    {
        SharedHead?.InitWeights();
        BBoxRoiExtractor.InitWeights();
        BBoxHead.InitWeights();
        MaskRoiExtractor?.InitWeights();
        MaskHead?.InitWeights();
        _initializer?.Initialize(this, "roi_head");
    }

    /// <inheritdoc/>
    public virtual LossCollection Loss(IReadOnlyList<Tensor> features, IReadOnlyList<Proposals> proposals, ModelBatch batch)
    {
        using var scope = NewDisposeScope();
        var samples = AssignAndSample(proposals, batch);
        var (losses, boxFeatures) = BBoxLoss(features, samples);
        if (MaskHead is not null)
        {
            losses.AddRange(MaskLoss(features, samples, boxFeatures, batch));
        }

        foreach (var term in losses)
        {
            term.Value.MoveToOuterDisposeScope();
        }

        return losses;
    }

    /// <inheritdoc/>
    public virtual IReadOnlyList<Detections> Predict(IReadOnlyList<Tensor> features, IReadOnlyList<Proposals> proposals, IReadOnlyList<ImageMeta> metas, bool rescale)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();

        // Masks are predicted from boxes in the network input, so with masks the boxes are scaled afterwards.
        var detections = PredictBBoxes(features, proposals, metas, MaskHead is null && rescale);
        if (MaskHead is not null)
        {
            detections = PredictMasks(features, detections, metas, rescale);
        }

        foreach (var detection in detections)
        {
            detection.MoveToOuterDisposeScope();
        }

        return detections;
    }

    /// <summary>Gives ground truth to proposals and chooses those of the loss.</summary>
    /// <param name="proposals">One record an image.</param>
    /// <param name="batch">The batch.</param>
    protected virtual IReadOnlyList<SamplingResult> AssignAndSample(IReadOnlyList<Proposals> proposals, ModelBatch batch)
    {
        var config = RequireTrainConfig();
        var samples = new SamplingResult[batch.Count];
        for (var i = 0; i < samples.Length; i++)
        {
            var truth = batch.Truths[i];
            var assignment = config.Assigner.Assign(proposals[i].Boxes, truth.Boxes, truth.Labels, truth.IgnoredBoxes);
            samples[i] = config.Sampler.Sample(assignment, proposals[i].Boxes, truth.Boxes, truth.Labels);
        }

        return samples;
    }

    /// <summary>Pools features for the box head and applies the shared head.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="rois"><c>[R, 5]</c>.</param>
    /// <returns><c>[R, C, h, w]</c>.</returns>
    protected virtual Tensor ExtractBBoxFeatures(IReadOnlyList<Tensor> features, Tensor rois)
    {
        var pooled = BBoxRoiExtractor.Forward(features, rois);
        return SharedHead is null ? pooled : SharedHead.Forward(pooled);
    }

    /// <summary>The losses of the box head.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="samples">One record an image.</param>
    /// <returns>The losses, and the features of the sampled regions for a mask head that shares them.</returns>
    protected virtual (LossCollection Losses, Tensor BBoxFeatures) BBoxLoss(IReadOnlyList<Tensor> features, IReadOnlyList<SamplingResult> samples)
    {
        var rois = ToRois(samples.Select(s => s.Boxes).ToArray());
        var pooled = ExtractBBoxFeatures(features, rois);
        var (cls, reg) = BBoxHead.Forward(pooled);
        return (BBoxHead.Loss(cls, reg, rois, samples, RequireTrainConfig()), pooled);
    }

    /// <summary>The losses of the mask head on the positives.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="samples">One record an image.</param>
    /// <param name="boxFeatures">The features of all sampled regions, for a mask head that shares them.</param>
    /// <param name="batch">The batch with ground-truth masks.</param>
    protected virtual LossCollection MaskLoss(IReadOnlyList<Tensor> features, IReadOnlyList<SamplingResult> samples, Tensor boxFeatures, ModelBatch batch)
    {
        Tensor maskFeatures;
        if (MaskRoiExtractor is not null)
        {
            var rois = ToRois(samples.Select(s => s.PositiveBoxes).ToArray());
            maskFeatures = MaskRoiExtractor.Forward(features, rois);
            maskFeatures = SharedHead is null ? maskFeatures : SharedHead.Forward(maskFeatures);
        }
        else
        {
            var rows = new List<long>();
            var offset = 0L;
            foreach (var sample in samples)
            {
                for (var i = 0; i < sample.PositiveCount; i++)
                {
                    rows.Add(offset + i);
                }

                offset += sample.PositiveCount + sample.NegativeCount;
            }

            maskFeatures = boxFeatures.index_select(0, tensor(rows.ToArray(), ScalarType.Int64, boxFeatures.device));
        }

        return MaskHead!.Loss(MaskHead.Forward(maskFeatures), samples, batch, RequireTrainConfig());
    }

    /// <summary>Boxes and classes of a batch.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="proposals">One record an image.</param>
    /// <param name="metas">One record an image.</param>
    /// <param name="rescale">Whether boxes are returned in pixels of the original images.</param>
    protected virtual IReadOnlyList<Detections> PredictBBoxes(IReadOnlyList<Tensor> features, IReadOnlyList<Proposals> proposals, IReadOnlyList<ImageMeta> metas, bool rescale)
    {
        var rois = ToRois(proposals.Select(p => p.Boxes).ToArray());
        if (rois.shape[0] == 0)
        {
            return metas.Select(_ => Empty(rois.device)).ToArray();
        }

        var (cls, reg) = BBoxHead.Forward(ExtractBBoxFeatures(features, rois));
        var detections = new Detections[metas.Count];
        var start = 0L;
        for (var i = 0; i < detections.Length; i++)
        {
            var count = proposals[i].Count;
            detections[i] = count == 0
                ? Empty(rois.device)
                : BBoxHead.Predict(rois.narrow(0, start, count), cls.narrow(0, start, count), reg.narrow(0, start, count), metas[i], rescale, TestConfig);
            start += count;
        }

        return detections;
    }

    /// <summary>Adds masks to detections.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="detections">Detections in pixels of the network input.</param>
    /// <param name="metas">One record an image.</param>
    /// <param name="rescale">Whether boxes and masks are returned at the original size.</param>
    protected virtual IReadOnlyList<Detections> PredictMasks(IReadOnlyList<Tensor> features, IReadOnlyList<Detections> detections, IReadOnlyList<ImageMeta> metas, bool rescale)
    {
        var config = TestConfig ?? throw new BaronException("test_cfg.rcnn is missing: masks cannot be predicted without it.");
        var rois = ToRois(detections.Select(d => d.Boxes).ToArray());
        Tensor? masks = null;
        if (rois.shape[0] > 0)
        {
            var pooled = (MaskRoiExtractor ?? BBoxRoiExtractor).Forward(features, rois);
            masks = MaskHead!.Forward(SharedHead is null ? pooled : SharedHead.Forward(pooled));
        }

        var results = new Detections[detections.Count];
        var start = 0L;
        for (var i = 0; i < results.Length; i++)
        {
            var detection = detections[i];
            var meta = metas[i];
            if (rescale && detection.Count > 0)
            {
                var scale = tensor(new[] { (float)meta.ScaleX, (float)meta.ScaleY, (float)meta.ScaleX, (float)meta.ScaleY }, device: rois.device);
                detection = detection with { Boxes = detection.Boxes / scale };
            }

            var size = MaskPaster.CanvasOf(meta, rescale);
            results[i] = detection with
            {
                Masks = detection.Count == 0
                    ? zeros([0, size.Height, size.Width], ScalarType.Bool, rois.device)
                    : MaskHead!.Predict(masks!.narrow(0, start, detection.Count), detection, meta, rescale, config),
            };
            start += detection.Count;
        }

        return results;
    }

    /// <summary>Regions as the extractors take them.</summary>
    /// <param name="boxes">For each image <c>[n, 4]</c>.</param>
    /// <returns><c>[sum n, 5]</c>: image index, x1, y1, x2, y2.</returns>
    public static Tensor ToRois(IReadOnlyList<Tensor> boxes) => BoxMath.ToRois(boxes);

    /// <summary>The training settings.</summary>
    /// <exception cref="BaronException">There are none.</exception>
    protected RcnnTrainConfig RequireTrainConfig() =>
        TrainConfig ?? throw new BaronException("train_cfg.rcnn is missing: the RoI head cannot be trained without it.");

    private static Detections Empty(Device device) =>
        new(zeros([0, 4], ScalarType.Float32, device), zeros([0], ScalarType.Float32, device), zeros([0], ScalarType.Int64, device));
}
