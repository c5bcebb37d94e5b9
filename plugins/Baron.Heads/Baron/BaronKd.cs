using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// BARON's knowledge distillation (Wu et al., 2023, section 3.3): the sentence of a bag of regions is aligned with what the frozen
/// image encoder of CLIP says of the crop that encloses the bag, and each region's words with the patch tokens of its place.
/// </summary>
[Component("BaronKD")]
public class BaronKd : BaronMethod
{
    private const string TextQueue = "clip_text_features";
    private const string ImageQueue = "clip_image_features";
    private const string WordQueue = "clip_word_features";
    private const string PatchQueue = "clip_patch_features";

    private readonly double _bagWeight;
    private readonly double _singleWeight;
    private readonly double _bagTemp;
    private readonly double _singleTemp;
    private readonly bool _useAttentionMask;
    private readonly bool _useTruth;
    private readonly IImagePreprocessor _preprocessor;
    private readonly IEmbeddingQueues _queues;
    private readonly IBagSampler _sampler;
    private readonly IBoxesCache? _cache;

    /// <summary>Creates the method.</summary>
    /// <param name="random">Source of randomness, for word dropout.</param>
    /// <param name="clipDataPreprocessor">Re-normalises the detector's input for the image encoder.</param>
    /// <param name="queueCfg">Past embeddings: clip_text_features, clip_image_features, clip_word_features, clip_patch_features.</param>
    /// <param name="samplingCfg">Chooses proposals and draws bags around them.</param>
    /// <param name="bagWeight">Weight of the loss between bags and crops.</param>
    /// <param name="singleWeight">Weight of the loss between regions and patches.</param>
    /// <param name="useAttnMask">Whether the image encoder sees of a crop only the cells that the bag's boxes cover.</param>
    /// <param name="bagTemp">What cosines between bags and crops are multiplied by.</param>
    /// <param name="singleTemp">What cosines between regions and patches are multiplied by.</param>
    /// <param name="useGt">Whether bags are laid around ground-truth boxes too.</param>
    /// <param name="numWords">Pseudo words of a region.</param>
    /// <param name="wordDim">Width of a word embedding of the text encoder.</param>
    /// <param name="wordsDropRatio">Probability with which a word is dropped while training; one always stays.</param>
    /// <param name="boxesCache">Remembers each image's chosen proposals over epochs; by default none are remembered.</param>
    public BaronKd(
        IRandomSource random,
        [DefaultComponent("ImgDataPreprocessor")] IImagePreprocessor clipDataPreprocessor,
        [DefaultComponent("Queues")] IEmbeddingQueues queueCfg,
        [DefaultComponent("NeighborhoodSampling")] IBagSampler samplingCfg,
        double bagWeight = 1,
        double singleWeight = 0.1,
        bool useAttnMask = false,
        double bagTemp = 30,
        double singleTemp = 50,
        bool useGt = true,
        int numWords = 4,
        int wordDim = 512,
        double wordsDropRatio = 0.5,
        [DefaultComponent("BoxesCache")] IBoxesCache? boxesCache = null)
        : base("BaronKD", random, numWords, wordDim, wordsDropRatio, true)
    {
        ArgumentNullException.ThrowIfNull(samplingCfg);
        (_bagWeight, _singleWeight, _bagTemp, _singleTemp) = (bagWeight, singleWeight, bagTemp, singleTemp);
        (_useAttentionMask, _useTruth) = (useAttnMask, useGt);
        (_preprocessor, _queues, _sampler, _cache) = (clipDataPreprocessor, queueCfg, samplingCfg, boxesCache);
        RegisterQueues(queueCfg, TextQueue, ImageQueue, WordQueue, PatchQueue);
        if (boxesCache is not null)
        {
            boxesCache.Configure(samplingCfg.TopK, samplingCfg.NmsThreshold, samplingCfg.ObjectnessThreshold);
            register_module("boxes_cache", boxesCache.AsModule());
        }
    }

    /// <inheritdoc/>
    public override OvdSample Sample(Proposals proposals, GroundTruth truth, ImageMeta meta)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(meta);
        var candidates = ToScoredBoxes(proposals);
        var truths = _useTruth ? ToScoredBoxes(truth.Boxes) : [];
        var chosen = _sampler.Select(candidates, truths, meta.ImageShape);
        if (_cache is not null)
        {
            chosen = _cache.Update(meta, chosen);
        }

        var bags = _sampler.Group(chosen, meta.ImageShape);
        return new BaronKdSample(tensor(bags.Boxes, [bags.BoxCount, 4], dtype: ScalarType.Float32, device: proposals.Boxes.device), bags, meta.ImageId);
    }

    /// <summary>The losses <c>loss_bag</c> and <c>loss_single</c>.</summary>
    /// <param name="pseudoWords"><c>[R, W, D]</c> of all boxes of all images.</param>
    /// <param name="samples">One record an image, as <see cref="Sample"/> returned them.</param>
    /// <param name="batch">The branch.</param>
    /// <param name="model">The frozen vision-language model; it needs an image encoder.</param>
    /// <exception cref="BaronException">The model has no image encoder.</exception>
    public override LossCollection Loss(Tensor pseudoWords, IReadOnlyList<OvdSample> samples, ModelBatch batch, IVisionLanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(model);
        var teacher = model.ImageEncoder ?? throw new BaronException("BaronKD needs the image encoder as its teacher: clip_cfg.image_encoder is absent.");
        using var scope = NewDisposeScope();
        var own = samples.Cast<BaronKdSample>().ToList();
        var bags = own.Select(s => s.Bags).ToList();
        var normed = bags.SelectMany(b => b.NormedBoxes).ToArray();

        var (image, patches, sequenceGroups) = Teach(own, batch, teacher, normed);
        var (text, kept) = EncodeBags(pseudoWords, normed, [.. bags.SelectMany(b => b.BoxesPerSequence)], model.TextEncoder, true);

        var losses = new LossCollection();
        var sequenceImages = own.SelectMany(s => Enumerable.Repeat(s.ImageId, s.Bags.SequenceCount)).ToArray();
        var images = image.index_select(0, tensor(sequenceGroups, device: image.device));
        var bagLoss = ContrastiveLoss.InfoNce(
            text.Embeddings, images, SequenceIds.Compute(bags), sequenceImages, _queues.Get(TextQueue), _queues.Get(ImageQueue), _bagTemp);
        losses.Add("loss_bag", (bagLoss * _bagWeight).MoveToOuterDisposeScope());

        var boxImages = own.SelectMany(s => Enumerable.Repeat(s.ImageId, s.Bags.BoxCount)).ToArray();
        var boxIds = SequenceIds.OfBoxes(bags);
        var (words, regions) = MeanWords(text.WordTokens!, kept);
        if (regions.Length < kept.Length)
        {
            patches = patches.index_select(0, tensor(regions, device: patches.device));
            boxImages = [.. regions.Select(r => boxImages[r])];
            boxIds = [.. regions.Select(r => boxIds[r])];
        }

        var singleLoss = ContrastiveLoss.InfoNce(words, patches, boxIds, boxImages, _queues.Get(WordQueue), _queues.Get(PatchQueue), _singleTemp);
        losses.Add("loss_single", (singleLoss * _singleWeight).MoveToOuterDisposeScope());

        _queues.Update(TextQueue, text.Embeddings, sequenceImages);
        _queues.Update(ImageQueue, images, sequenceImages);
        _queues.Update(WordQueue, words, boxImages);
        _queues.Update(PatchQueue, patches, boxImages);
        return losses;
    }

    /// <summary>Which cells of a crop's grid the boxes of a bag cover.</summary>
    /// <param name="normedBoxes">x1, y1, x2, y2 of each box relative to the crop.</param>
    /// <param name="gridSize">Side of the grid.</param>
    /// <returns>Row by row.</returns>
    internal static bool[] CoveredCells(ReadOnlySpan<float> normedBoxes, int gridSize)
    {
        var covered = new bool[gridSize * gridSize];
        for (var i = 0; i < normedBoxes.Length; i += 4)
        {
            var (left, top) = (First(normedBoxes[i]), First(normedBoxes[i + 1]));
            var (right, bottom) = (End(normedBoxes[i + 2]), End(normedBoxes[i + 3]));
            for (var y = top; y < bottom; y++)
            {
                covered.AsSpan((y * gridSize) + left, Math.Max(0, right - left)).Fill(true);
            }
        }

        return covered;

        int First(float v) => Math.Clamp((int)MathF.Floor((v * (gridSize - 1)) + 0.5f), 0, gridSize);
        int End(float v) => Math.Clamp((int)MathF.Ceiling((v * (gridSize - 1)) + 0.5f), 0, gridSize);
    }

    /// <summary>The mean of each region's word tokens, unit length, without regions whose words were all cut off.</summary>
    private static (Tensor Words, long[] Regions) MeanWords(Tensor tokens, int[] kept)
    {
        using var scope = NewDisposeScope();
        var regions = new List<long>(kept.Length);
        var rows = new List<long>();
        var factors = new List<float>();
        for (var region = 0; region < kept.Length; region++)
        {
            if (kept[region] == 0)
            {
                continue;
            }

            rows.AddRange(Enumerable.Repeat((long)regions.Count, kept[region]));
            factors.Add(1f / kept[region]);
            regions.Add(region);
        }

        var device = tokens.device;
        var sums = zeros([regions.Count, tokens.shape[1]], tokens.dtype, device).index_add(0, tensor(rows.ToArray(), device: device), tokens, 1);
        var means = sums * tensor(factors.ToArray(), [factors.Count, 1], device: device);
        return (nn.functional.normalize(means, dim: -1).MoveToOuterDisposeScope(), [.. regions]);
    }

    /// <summary>
    /// What the image encoder says, without gradient: the embedding of each group's crop, the patch embedding of each box, and the
    /// group of each sequence. Orders of a group see the same crop, so it is encoded once.
    /// </summary>
    private (Tensor Image, Tensor Patches, long[] SequenceGroups) Teach(List<BaronKdSample> samples, ModelBatch batch, IImageEncoder teacher, float[] normed)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var device = batch.Images.device;
        var (grid, groupCount) = (teacher.GridSize, samples.Sum(s => s.Bags.GroupCount));
        var crops = new float[groupCount * 5];
        var cells = new float[normed.Length / 4 * 5];
        var visible = _useAttentionMask ? new bool[groupCount * ((grid * grid) + 1) * ((grid * grid) + 1)] : null;
        var sequenceGroups = new List<long>();
        var (group, box) = (0, 0);
        for (var image = 0; image < samples.Count; image++)
        {
            var bags = samples[image].Bags;
            var sequence = 0;
            for (var i = 0; i < bags.GroupCount; i++, group++)
            {
                crops[group * 5] = image;
                bags.SpannedBoxes.AsSpan(i * 4, 4).CopyTo(crops.AsSpan((group * 5) + 1));
                var start = box;
                for (var last = sequence + bags.SequencesPerGroup[i]; sequence < last; sequence++)
                {
                    sequenceGroups.Add(group);
                    start = box;
                    for (var lastBox = box + bags.BoxesPerSequence[sequence]; box < lastBox; box++)
                    {
                        cells[box * 5] = group;
                        for (var side = 0; side < 4; side++)
                        {
                            cells[(box * 5) + 1 + side] = normed[(box * 4) + side] * grid;
                        }
                    }
                }

                if (visible is not null)
                {
                    SetVisible(visible, group, CoveredCells(normed.AsSpan(start * 4, (box - start) * 4), grid));
                }
            }
        }

        var size = teacher.InputResolution;
        var pictures = RoiAlign.Apply(_preprocessor.Process(batch.Images), tensor(crops, [groupCount, 5], device: device), new ImageSize(size, size), 1.0, 2, true);
        var length = (grid * grid) + 1;
        var mask = visible is null ? null : tensor(visible, [groupCount, length, length], dtype: ScalarType.Bool, device: device);
        var features = teacher.Encode(pictures, patchTokens: true, visible: mask);
        var patches = RoiAlign.Apply(features.PatchTokens!, tensor(cells, [cells.Length / 5, 5], device: device), new ImageSize(1, 1), 1.0, 2, true);
        return (
            features.Embeddings.MoveToOuterDisposeScope(),
            nn.functional.normalize(patches.flatten(1), dim: -1).MoveToOuterDisposeScope(),
            [.. sequenceGroups]);
    }

    private static void SetVisible(bool[] visible, int group, bool[] covered)
    {
        // Covered cells and the class token see each other; every position sees itself.
        var length = covered.Length + 1;
        for (var i = 0; i < length; i++)
        {
            var row = visible.AsSpan(((group * length) + i) * length, length);
            if (i == 0 || covered[i - 1])
            {
                row[0] = true;
                covered.CopyTo(row[1..]);
            }

            row[i] = true;
        }
    }
}
