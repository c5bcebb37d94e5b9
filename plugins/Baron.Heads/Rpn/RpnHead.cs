using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// A region proposal network (Ren et al., Faster R-CNN, 2015): a 3x3 convolution with ReLU, then objectness and box deltas of
/// every anchor by 1x1 convolutions. Names in state dicts are <c>rpn_conv</c>, <c>rpn_cls</c> and <c>rpn_reg</c>.
/// </summary>
[Component("RPNHead")]
public class RpnHead : nn.Module, IRpnHead
{
    private readonly IInitializer? _initializer;
    private readonly nn.Module<Tensor, Tensor> _conv;
    private readonly nn.Module<Tensor, Tensor> _cls;
    private readonly nn.Module<Tensor, Tensor> _reg;
    private readonly int _numConvs;
    private RpnTrainConfig? _trainConfig;
    private ProposalConfig? _trainProposals;
    private ProposalConfig? _testProposals;

    /// <summary>Creates the head.</summary>
    /// <param name="inChannels">Channels of the neck's maps.</param>
    /// <param name="anchorGenerator">Lays the anchors.</param>
    /// <param name="featChannels">Channels between the convolutions.</param>
    /// <param name="numConvs">3x3 convolutions before the predictors.</param>
    /// <param name="bboxCoder">Encodes boxes; by default deltas with standard deviations of 1.</param>
    /// <param name="lossCls">The objectness loss; by default sigmoid cross entropy.</param>
    /// <param name="lossBbox">The regression loss; by default L1.</param>
    /// <param name="initCfg">Initialisation in place of normal 0.01.</param>
    public RpnHead(
        int inChannels,
        [DefaultComponent("AnchorGenerator")] IAnchorGenerator anchorGenerator,
        int featChannels = 256,
        int numConvs = 1,
        IBBoxCoder? bboxCoder = null,
        ILoss? lossCls = null,
        ILoss? lossBbox = null,
        IInitializer? initCfg = null)
        : this(nameof(RpnHead), inChannels, anchorGenerator, featChannels, numConvs, bboxCoder, lossCls, lossBbox, initCfg, false)
    {
    }

    /// <summary>Creates a derived head.</summary>
    /// <param name="name">The class name, for messages.</param>
    /// <param name="inChannels">Channels of the neck's maps.</param>
    /// <param name="anchorGenerator">Lays the anchors.</param>
    /// <param name="featChannels">Channels between the convolutions.</param>
    /// <param name="numConvs">3x3 convolutions before the predictors.</param>
    /// <param name="bboxCoder">Encodes boxes, or <c>null</c> for the default.</param>
    /// <param name="lossCls">The objectness loss, or <c>null</c> for the default.</param>
    /// <param name="lossBbox">The regression loss, or <c>null</c> for the default.</param>
    /// <param name="initCfg">Initialisation, or <c>null</c> for the default.</param>
    /// <param name="deepObjectness">Whether objectness has a 3x3 convolution with ReLU of its own before the 1x1 one.</param>
    /// <exception cref="BaronException">Sizes that cannot be.</exception>
    protected RpnHead(
        string name,
        int inChannels,
        IAnchorGenerator anchorGenerator,
        int featChannels,
        int numConvs,
        IBBoxCoder? bboxCoder,
        ILoss? lossCls,
        ILoss? lossBbox,
        IInitializer? initCfg,
        bool deepObjectness)
        : base(name)
    {
        if (inChannels < 1 || featChannels < 1 || numConvs < 1)
        {
            throw new BaronException($"{name}: in_channels, feat_channels and num_convs must be at least 1, not {inChannels}, {featChannels} and {numConvs}.");
        }

        if (anchorGenerator.NumBasePriors.Distinct().Count() != 1)
        {
            throw new BaronException($"{name}: every level needs the same number of anchors per cell, not {string.Join(", ", anchorGenerator.NumBasePriors)}.");
        }

        AnchorGenerator = anchorGenerator;
        BBoxCoder = bboxCoder ?? new DeltaXywhBBoxCoder();
        LossCls = lossCls ?? new CrossEntropyLoss(useSigmoid: true);
        LossBBox = lossBbox ?? new L1Loss();
        register_module("loss_cls", LossCls.AsModule());
        register_module("loss_bbox", LossBBox.AsModule());
        _initializer = initCfg;
        _numConvs = numConvs;
        NumAnchors = anchorGenerator.NumBasePriors[0];
        Outputs = LossCls.UseSigmoid ? 1 : 2;
        _conv = numConvs == 1
            ? nn.Conv2d(inChannels, featChannels, 3, padding: 1L)
            : nn.Sequential(Enumerable.Range(0, numConvs).Select(i =>
                (nn.Module<Tensor, Tensor>)new ConvModule(i == 0 ? inChannels : featChannels, featChannels, 3, padding: 1, relu: true)));
        _cls = deepObjectness
            ? nn.Sequential(nn.Conv2d(featChannels, featChannels, 3, padding: 1L), nn.ReLU(true), nn.Conv2d(featChannels, NumAnchors * Outputs, 1))
            : nn.Conv2d(featChannels, NumAnchors * Outputs, 1);
        _reg = nn.Conv2d(featChannels, NumAnchors * 4, 1);
        register_module("rpn_conv", _conv);
        register_module("rpn_cls", _cls);
        register_module("rpn_reg", _reg);
    }

    /// <summary>Lays the anchors.</summary>
    public IAnchorGenerator AnchorGenerator { get; }

    /// <summary>Encodes boxes.</summary>
    public IBBoxCoder BBoxCoder { get; }

    /// <summary>The objectness loss.</summary>
    public ILoss LossCls { get; }

    /// <summary>The regression loss.</summary>
    public ILoss LossBBox { get; }

    /// <summary>Anchors per cell.</summary>
    protected int NumAnchors { get; }

    /// <summary>Scores per anchor: 1 (sigmoid), or 2 (softmax with background).</summary>
    protected int Outputs { get; }

    /// <summary>Whether objectness is predicted without a gradient into the feature that it shares with the regression.</summary>
    protected virtual bool DetachObjectness => false;

    /// <inheritdoc/>
    public virtual void Configure(RpnTrainConfig? train, ProposalConfig? trainProposals, ProposalConfig? testProposals)
    {
        _trainConfig = train;
        _trainProposals = trainProposals;
        _testProposals = testProposals;
    }

    /// <inheritdoc/>
    public virtual void InitWeights()
    {
        if (_initializer is not null)
        {
            _initializer.Initialize(this, GetName());
            return;
        }

        WeightInit.Normal(_conv, 0.01);
        WeightInit.Normal(_cls, 0.01);
        WeightInit.Normal(_reg, 0.01);
    }

    /// <summary>Scores and deltas of every level.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <returns>For each level scores <c>[N, A, H, W]</c> (2 A with softmax) before sigmoid and deltas <c>[N, 4 A, H, W]</c>.</returns>
    public virtual (IReadOnlyList<Tensor> Scores, IReadOnlyList<Tensor> Deltas) Forward(IReadOnlyList<Tensor> features)
    {
        var scores = new Tensor[features.Count];
        var deltas = new Tensor[features.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            using var scope = NewDisposeScope();
            var x = _conv.call(features[i]);
            if (_numConvs == 1)
            {
                x = x.relu_();
            }

            scores[i] = Autocast.Full(_cls.call(DetachObjectness ? x.detach() : x)).MoveToOuterDisposeScope();
            deltas[i] = Autocast.Full(_reg.call(x)).MoveToOuterDisposeScope();
        }

        return (scores, deltas);
    }

    /// <inheritdoc/>
    public virtual (LossCollection Losses, IReadOnlyList<Proposals> Proposals) LossAndPredict(IReadOnlyList<Tensor> features, ModelBatch batch)
    {
        using var scope = NewDisposeScope();
        var config = _trainProposals ?? throw new BaronException("train_cfg.rpn_proposal is missing: proposals cannot be made while training without it.");
        var (scores, deltas) = Forward(features);
        var (objectness, regression) = LossByLevel(scores, deltas, batch);
        var losses = new LossCollection();
        losses.Add("loss_rpn_cls", Sum(objectness).MoveToOuterDisposeScope());
        losses.Add("loss_rpn_bbox", Sum(regression).MoveToOuterDisposeScope());
        return (losses, MoveOut(Propose(scores, deltas, batch.Metas, config)));
    }

    /// <inheritdoc/>
    public virtual IReadOnlyList<Proposals> Predict(IReadOnlyList<Tensor> features, IReadOnlyList<ImageMeta> metas, bool training)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var config = (training ? _trainProposals : _testProposals)
            ?? throw new BaronException(training ? "train_cfg.rpn_proposal is missing." : "test_cfg.rpn is missing.");
        var (scores, deltas) = Forward(features);
        return MoveOut(Propose(scores, deltas, metas, config));
    }

    /// <summary>Both losses of every level; their sums over levels are what is trained.</summary>
    /// <param name="scores">As <see cref="Forward"/> returned them.</param>
    /// <param name="deltas">As <see cref="Forward"/> returned them.</param>
    /// <param name="batch">The batch.</param>
    /// <returns>For each level a scalar of objectness and one of regression.</returns>
    /// <exception cref="BaronException">There are no training settings, or no anchor lies in an image.</exception>
    public virtual (IReadOnlyList<Tensor> Objectness, IReadOnlyList<Tensor> Regression) LossByLevel(
        IReadOnlyList<Tensor> scores,
        IReadOnlyList<Tensor> deltas,
        ModelBatch batch)
    {
        var config = _trainConfig ?? throw new BaronException("train_cfg.rpn is missing: the RPN head cannot be trained without it.");
        var device = scores[0].device;
        var sizes = SizesOf(scores);
        var priors = cat(AnchorGenerator.GridPriors(sizes, device).ToArray(), 0);
        var samples = new SamplingResult[batch.Count];
        var origins = new long[]?[batch.Count];
        var averageFactor = 0.0;
        for (var i = 0; i < samples.Length; i++)
        {
            (samples[i], origins[i]) = SampleAnchors(priors, sizes, batch.Truths[i], batch.Metas[i], config);

            // As published, an image without positives (or negatives) counts as having one.
            averageFactor += Math.Max(samples[i].PositiveCount, 1) + Math.Max(samples[i].NegativeCount, 1);
        }

        var targets = BBoxCoder.Encode(
            cat(samples.Select(s => s.PositiveBoxes).ToArray(), 0),
            cat(samples.Select(s => s.PositiveTruthBoxes).ToArray(), 0));
        var picks = Pick(samples, origins, sizes);
        var positiveWeight = config.PosWeight > 0 ? config.PosWeight : 1;
        var objectness = new Tensor[scores.Count];
        var regression = new Tensor[scores.Count];
        for (var level = 0; level < objectness.Length; level++)
        {
            var pick = picks[level];
            if (pick.Labels.Count == 0)
            {
                objectness[level] = scores[level].sum() * 0;
            }
            else
            {
                var logits = scores[level].reshape(-1).index_select(0, tensor(pick.ScoreIndices.ToArray(), ScalarType.Int64, device)).view(-1, Outputs);
                var labels = tensor(pick.Labels.ToArray(), ScalarType.Int64, device);
                var weights = positiveWeight == 1
                    ? null
                    : where(labels.eq(0), full_like(labels, positiveWeight, ScalarType.Float32), ones_like(labels, ScalarType.Float32));
                objectness[level] = LossCls.Forward(logits, labels, weights, averageFactor);
            }

            if (pick.TargetRows.Count == 0)
            {
                regression[level] = deltas[level].sum() * 0;
            }
            else
            {
                var predicted = deltas[level].reshape(-1).index_select(0, tensor(pick.DeltaIndices.ToArray(), ScalarType.Int64, device)).view(-1, 4);
                var expected = pick.TargetRows.Count == targets.shape[0]
                    ? targets
                    : targets.index_select(0, tensor(pick.TargetRows.ToArray(), ScalarType.Int64, device));
                regression[level] = LossBBox.Forward(predicted, expected, null, averageFactor);
            }
        }

        return (objectness, regression);
    }

    /// <summary>Proposals from scores and deltas, without gradient.</summary>
    /// <param name="scores">As <see cref="Forward"/> returned them.</param>
    /// <param name="deltas">As <see cref="Forward"/> returned them.</param>
    /// <param name="metas">One record an image.</param>
    /// <param name="config">How many, and how they are suppressed.</param>
    /// <returns>One record an image, best first.</returns>
    public virtual IReadOnlyList<Proposals> Propose(
        IReadOnlyList<Tensor> scores,
        IReadOnlyList<Tensor> deltas,
        IReadOnlyList<ImageMeta> metas,
        ProposalConfig config)
    {
        using var noGrad = no_grad();
        var sizes = SizesOf(scores);
        var priors = AnchorGenerator.GridPriors(sizes, scores[0].device);
        var candidates = scores[0].device_type == DeviceType.CPU
            ? BestOnHost(scores, deltas, priors, config.NmsPre)
            : BestOnDevice(scores, deltas, priors, config.NmsPre);
        var proposals = new Proposals[metas.Count];
        for (var i = 0; i < proposals.Length; i++)
        {
            var (anchors, encoded, probabilities, levels) = candidates[i];
            var boxes = BBoxCoder.Decode(anchors, encoded, metas[i].ImageShape);
            proposals[i] = Suppress(boxes, probabilities, levels, config);
        }

        return proposals;
    }

    private static Proposals Suppress(Tensor boxes, Tensor scores, Tensor levels, ProposalConfig config)
    {
        if (config.MinBboxSize >= 0 || config.ScoreThr > 0)
        {
            var keep = config.ScoreThr > 0 ? scores.gt(config.ScoreThr) : null;
            if (config.MinBboxSize >= 0)
            {
                var large = (boxes.narrow(1, 2, 2) - boxes.narrow(1, 0, 2)).gt(config.MinBboxSize).all(1);
                keep = keep is null ? large : keep.logical_and(large);
            }

            var rows = keep!.nonzero().view(-1);
            if (rows.shape[0] < boxes.shape[0])
            {
                (boxes, scores, levels) = (boxes.index_select(0, rows), scores.index_select(0, rows), levels.index_select(0, rows));
            }
        }

        if (boxes.shape[0] == 0)
        {
            return new Proposals(boxes, scores);
        }

        var kept = Nms.Batched(boxes, scores, levels, config.Nms);
        if (config.MaxPerImg > 0 && kept.shape[0] > config.MaxPerImg)
        {
            kept = kept.narrow(0, 0, config.MaxPerImg);
        }

        return new Proposals(boxes.index_select(0, kept), scores.index_select(0, kept));
    }

    private static Proposals[] MoveOut(IReadOnlyList<Proposals> proposals)
    {
        foreach (var proposal in proposals)
        {
            proposal.Boxes.MoveToOuterDisposeScope();
            proposal.Scores.MoveToOuterDisposeScope();
        }

        return proposals.ToArray();
    }

    private static Tensor Sum(IReadOnlyList<Tensor> terms)
    {
        var total = terms[0];
        for (var i = 1; i < terms.Count; i++)
        {
            total = total + terms[i];
        }

        return total;
    }

    private static ImageSize[] SizesOf(IReadOnlyList<Tensor> maps) =>
        maps.Select(m => new ImageSize((int)m.shape[2], (int)m.shape[3])).ToArray();

    private static void Describe(Tensor map, out int images, out int channels, out int cells)
    {
        var shape = map.shape;
        images = (int)shape[0];
        channels = (int)shape[1];
        cells = (int)(shape[2] * shape[3]);
    }

    /// <summary>Samples the anchors of one image; the second value maps sampled indices to all anchors where some are left out.</summary>
    private (SamplingResult Sample, long[]? Origins) SampleAnchors(Tensor priors, IReadOnlyList<ImageSize> sizes, GroundTruth truth, ImageMeta meta, RpnTrainConfig config)
    {
        var usable = UsableAnchors(priors, sizes, meta, config.AllowedBorder);
        var candidates = usable is null ? priors : priors.index_select(0, tensor(usable, ScalarType.Int64, priors.device));
        var labels = zeros([truth.Boxes.shape[0]], ScalarType.Int64, priors.device);
        var assignment = config.Assigner.Assign(candidates, truth.Boxes, labels, truth.IgnoredBoxes);
        return (config.Sampler.Sample(assignment, candidates, truth.Boxes, labels), usable);
    }

    /// <summary>Anchors whose cell lies in the image and that do not reach too far over its border; <c>null</c>: all.</summary>
    private long[]? UsableAnchors(Tensor priors, IReadOnlyList<ImageSize> sizes, ImageMeta meta, double allowedBorder)
    {
        var shape = meta.PadShape == default ? meta.BatchInputShape : meta.PadShape;
        var covered = true;
        for (var level = 0; level < sizes.Count; level++)
        {
            var (width, height) = AnchorGenerator.Strides[level];
            covered &= (sizes[level].Width - 1) * width < shape.Width && (sizes[level].Height - 1) * height < shape.Height;
        }

        if (covered && allowedBorder < 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var valid = cat(AnchorGenerator.ValidFlags(sizes, shape, CPU).ToArray(), 0);
        var flags = valid.AsReadOnlySpan<bool>();
        var boxes = priors.cpu().contiguous();
        var corners = boxes.AsReadOnlySpan<float>();
        var usable = new List<long>(flags.Length);
        for (var i = 0; i < flags.Length; i++)
        {
            var inside = allowedBorder < 0
                || (corners[4 * i] >= -allowedBorder
                    && corners[(4 * i) + 1] >= -allowedBorder
                    && corners[(4 * i) + 2] < meta.ImageShape.Width + allowedBorder
                    && corners[(4 * i) + 3] < meta.ImageShape.Height + allowedBorder);
            if (flags[i] && inside)
            {
                usable.Add(i);
            }
        }

        return usable.Count > 0
            ? usable.ToArray()
            : throw new BaronException(
                $"RPNHead: no anchor lies inside the image {meta.Path} of {meta.ImageShape.Width}x{meta.ImageShape.Height} pixels; make allowed_border larger (-1: every anchor is used) or the anchors smaller.");
    }

    /// <summary>Where the sampled anchors' predictions are in the maps' memory, by level.</summary>
    private LevelPick[] Pick(SamplingResult[] samples, long[]?[] origins, IReadOnlyList<ImageSize> sizes)
    {
        var picks = sizes.Select(_ => new LevelPick()).ToArray();
        var row = 0L;
        for (var image = 0; image < samples.Length; image++)
        {
            foreach (var index in samples[image].PositiveIndices.ToHostArray<long>())
            {
                Add(image, origins[image] is { } map ? map[index] : index, 0, row++);
            }

            foreach (var index in samples[image].NegativeIndices.ToHostArray<long>())
            {
                Add(image, origins[image] is { } map ? map[index] : index, 1, -1);
            }
        }

        return picks;

        void Add(int image, long anchor, long label, long targetRow)
        {
            var level = 0;
            while (anchor >= (long)sizes[level].Height * sizes[level].Width * NumAnchors)
            {
                anchor -= (long)sizes[level].Height * sizes[level].Width * NumAnchors;
                level++;
            }

            var cells = (long)sizes[level].Height * sizes[level].Width;
            var cell = anchor / NumAnchors;
            var a = anchor % NumAnchors;
            var pick = picks[level];
            for (var k = 0; k < Outputs; k++)
            {
                pick.ScoreIndices.Add((((image * (long)NumAnchors) + a) * Outputs + k) * cells + cell);
            }

            pick.Labels.Add(label);
            if (targetRow >= 0)
            {
                for (var k = 0; k < 4; k++)
                {
                    pick.DeltaIndices.Add((((image * (long)NumAnchors) + a) * 4 + k) * cells + cell);
                }

                pick.TargetRows.Add(targetRow);
            }
        }
    }

    /// <summary>The best anchors of each level by managed loops over the maps' memory.</summary>
    internal (Tensor Anchors, Tensor Deltas, Tensor Scores, Tensor Levels)[] BestOnHost(
        IReadOnlyList<Tensor> scores,
        IReadOnlyList<Tensor> deltas,
        IReadOnlyList<Tensor> priors,
        int nmsPre)
    {
        Describe(scores[0], out var images, out _, out _);
        var selected = new int[scores.Count][][];
        var probabilities = new Tensor[scores.Count];
        var encoded = new Tensor[scores.Count];
        for (var level = 0; level < scores.Count; level++)
        {
            probabilities[level] = Probabilities(scores[level]).contiguous();
            encoded[level] = deltas[level].detach().contiguous();
            Describe(probabilities[level], out _, out var anchors, out var cells);
            selected[level] = new int[images][];
            for (var image = 0; image < images; image++)
            {
                var plane = probabilities[level].AsReadOnlySpan<float>().Slice(image * anchors * cells, anchors * cells);
                var best = TopScores.Select(plane, anchors, cells, nmsPre);
                selected[level][image] = TopScores.HasTies(plane, anchors, cells, best) ? SortedByTorch(probabilities[level], image, best.Length) : best;
            }
        }

        var result = new (Tensor, Tensor, Tensor, Tensor)[images];
        for (var image = 0; image < images; image++)
        {
            long count = selected.Sum(s => s[image].Length);
            var boxes = empty([count, 4], ScalarType.Float32);
            var values = empty([count, 4], ScalarType.Float32);
            var best = empty([count], ScalarType.Float32);
            var levels = empty([count], ScalarType.Int64);
            var boxSpan = boxes.AsSpan<float>();
            var valueSpan = values.AsSpan<float>();
            var bestSpan = best.AsSpan<float>();
            var levelSpan = levels.AsSpan<long>();
            var at = 0;
            for (var level = 0; level < scores.Count; level++)
            {
                Describe(probabilities[level], out _, out var anchors, out var cells);
                var plane = probabilities[level].AsReadOnlySpan<float>().Slice(image * anchors * cells, anchors * cells);
                var deltaPlane = encoded[level].AsReadOnlySpan<float>().Slice(image * anchors * cells * 4, anchors * cells * 4);
                var grid = priors[level].AsReadOnlySpan<float>();
                foreach (var index in selected[level][image])
                {
                    var cell = index / anchors;
                    var a = index % anchors;
                    bestSpan[at] = plane[(a * cells) + cell];
                    levelSpan[at] = level;
                    for (var k = 0; k < 4; k++)
                    {
                        boxSpan[(4 * at) + k] = grid[(4 * index) + k];
                        valueSpan[(4 * at) + k] = deltaPlane[(((a * 4) + k) * cells) + cell];
                    }

                    at++;
                }
            }

            result[image] = (boxes, values, best, levels);
        }

        return result;
    }

    /// <summary>The best scores as the reference finds them: of equal ones those that libtorch's sort puts first.</summary>
    private static int[] SortedByTorch(Tensor probabilities, int image, int count)
    {
        using var scope = NewDisposeScope();
        var order = probabilities.select(0, image).permute(1, 2, 0).reshape(-1).sort(0, descending: true).Item2;
        return order.narrow(0, 0, count).ToHostArray<long>().Select(i => (int)i).ToArray();
    }

    /// <summary>The best anchors of each level by tensor operations, for any device.</summary>
    internal (Tensor Anchors, Tensor Deltas, Tensor Scores, Tensor Levels)[] BestOnDevice(
        IReadOnlyList<Tensor> scores,
        IReadOnlyList<Tensor> deltas,
        IReadOnlyList<Tensor> priors,
        int nmsPre)
    {
        Describe(scores[0], out var images, out _, out _);
        var boxes = new Tensor[scores.Count];
        var values = new Tensor[scores.Count];
        var best = new Tensor[scores.Count];
        var levels = new Tensor[scores.Count];
        for (var level = 0; level < scores.Count; level++)
        {
            var probabilities = Probabilities(scores[level]).permute(0, 2, 3, 1).reshape(images, -1);
            var encoded = deltas[level].detach().permute(0, 2, 3, 1).reshape(images, -1, 4);
            var grid = priors[level].unsqueeze(0).expand(images, -1, -1);
            if (nmsPre > 0 && nmsPre < probabilities.shape[1])
            {
                var (ranked, order) = probabilities.sort(1, descending: true);
                probabilities = ranked.narrow(1, 0, nmsPre);
                var rows = order.narrow(1, 0, nmsPre).unsqueeze(2).expand(images, nmsPre, 4);
                encoded = encoded.gather(1, rows);
                grid = grid.gather(1, rows);
            }

            boxes[level] = grid;
            values[level] = encoded;
            best[level] = probabilities;
            levels[level] = full([probabilities.shape[1]], level, ScalarType.Int64, probabilities.device);
        }

        var (allBoxes, allValues, allBest, allLevels) = (cat(boxes, 1), cat(values, 1), cat(best, 1), cat(levels, 0));
        return Enumerable.Range(0, images)
            .Select(i => (allBoxes.select(0, i), allValues.select(0, i), allBest.select(0, i), allLevels))
            .ToArray();
    }

    private Tensor Probabilities(Tensor scores)
    {
        var logits = scores.detach();
        if (LossCls.UseSigmoid)
        {
            return logits.sigmoid();
        }

        var shape = logits.shape;
        return logits.view(shape[0], NumAnchors, 2, shape[2], shape[3]).softmax(2).select(2, 0);
    }

    private sealed class LevelPick
    {
        public List<long> ScoreIndices { get; } = [];

        public List<long> Labels { get; } = [];

        public List<long> DeltaIndices { get; } = [];

        public List<long> TargetRows { get; } = [];
    }
}
