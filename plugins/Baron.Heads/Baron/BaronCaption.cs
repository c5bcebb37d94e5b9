using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// BARON's caption supervision (Wu et al., 2023, section 3.4): a bag of regions from all over an image becomes a sentence, in several
/// orders, and is aligned with what the text encoder says of the image's captions. No image encoder is needed.
/// </summary>
[Component("BaronCaption")]
public class BaronCaption : BaronMethod
{
    private const string BagQueue = "clip_cap_text_features";
    private const string CaptionQueue = "clip_caption_features";

    private readonly double _lossWeight;
    private readonly double _normTemp;
    private readonly int _maxCaps;
    private readonly IEmbeddingQueues _queues;
    private readonly IBagSampler _sampler;

    /// <summary>Creates the method.</summary>
    /// <param name="random">Source of randomness, for word dropout and the choice of captions.</param>
    /// <param name="queueCfg">Past embeddings: clip_cap_text_features of bags, clip_caption_features of captions.</param>
    /// <param name="samplingCfg">Chooses proposals and draws orders of them.</param>
    /// <param name="lossWeight">Weight of the loss.</param>
    /// <param name="normTemp">What cosines between bags and captions are multiplied by.</param>
    /// <param name="maxCaps">Captions of an image, at most; of more, so many are drawn.</param>
    /// <param name="numWords">Pseudo words of a region.</param>
    /// <param name="wordDim">Width of a word embedding of the text encoder.</param>
    /// <param name="wordsDropRatio">Probability with which a word is dropped while training; one always stays.</param>
    /// <param name="usePe">Whether a box's place in the image is added to its words.</param>
    /// <exception cref="BaronException">A queue is missing or a setting out of range.</exception>
    public BaronCaption(
        IRandomSource random,
        [DefaultComponent("Queues")] IEmbeddingQueues queueCfg,
        [DefaultComponent("CaptionLikeSampling")] IBagSampler samplingCfg,
        double lossWeight = 10,
        double normTemp = 30,
        int maxCaps = 5,
        int numWords = 4,
        int wordDim = 512,
        double wordsDropRatio = 0.5,
        bool usePe = true)
        : base("BaronCaption", random, numWords, wordDim, wordsDropRatio, usePe)
    {
        ArgumentNullException.ThrowIfNull(samplingCfg);
        if (maxCaps < 1)
        {
            throw new BaronException($"BaronCaption: max_caps is {maxCaps}; it must be at least 1.");
        }

        (_lossWeight, _normTemp, _maxCaps) = (lossWeight, normTemp, maxCaps);
        (_queues, _sampler) = (queueCfg, samplingCfg);
        RegisterQueues(queueCfg, BagQueue, CaptionQueue);
    }

    /// <inheritdoc/>
    public override OvdSample Sample(Proposals proposals, GroundTruth truth, ImageMeta meta)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        ArgumentNullException.ThrowIfNull(meta);
        var chosen = _sampler.Select(ToScoredBoxes(proposals), [], meta.ImageShape);
        var bags = _sampler.Group(chosen, meta.ImageShape);
        var normed = new float[chosen.Count * 4];
        var orders = new int[bags.SequenceCount][];
        var next = 0;
        for (var i = 0; i < orders.Length; i++)
        {
            orders[i] = bags.BoxIds[next..(next + bags.BoxesPerSequence[i])];
            foreach (var box in orders[i])
            {
                bags.NormedBoxes.AsSpan(next * 4, 4).CopyTo(normed.AsSpan(box * 4));
                next++;
            }
        }

        var boxes = tensor([.. chosen.SelectMany(b => new[] { b.X1, b.Y1, b.X2, b.Y2 })], [chosen.Count, 4], dtype: ScalarType.Float32, device: proposals.Boxes.device);
        return new BaronCaptionSample(boxes, normed, orders, meta.ImageId);
    }

    /// <summary>The loss <c>loss_caption</c>. A bag whose image has no caption is only a negative of others' captions.</summary>
    /// <param name="pseudoWords"><c>[R, W, D]</c> of all boxes of all images.</param>
    /// <param name="samples">One record an image, as <see cref="Sample"/> returned them.</param>
    /// <param name="batch">The branch; its truths have the captions.</param>
    /// <param name="model">The frozen vision-language model.</param>
    public override LossCollection Loss(Tensor pseudoWords, IReadOnlyList<OvdSample> samples, ModelBatch batch, IVisionLanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        var sequences = new List<int[]>();
        var bagImages = new List<long>();
        var normed = new List<float>();
        foreach (var sample in samples.Cast<BaronCaptionSample>())
        {
            var first = normed.Count / 4;
            sequences.AddRange(sample.Orders.Select(order => Array.ConvertAll(order, box => first + box)));
            bagImages.AddRange(sample.Orders.Select(_ => sample.ImageId));
            normed.AddRange(sample.NormedBoxes);
        }

        var (text, _) = EncodeBags(pseudoWords, [.. normed], sequences, model.TextEncoder, false);
        var (captions, captionImages) = EncodeCaptions(samples, batch, model);
        var loss = ContrastiveLoss.SoftTargets(
            text.Embeddings, captions, [.. bagImages], captionImages, _queues.Get(BagQueue), _queues.Get(CaptionQueue), _normTemp);
        var losses = new LossCollection();
        losses.Add("loss_caption", (loss * _lossWeight).MoveToOuterDisposeScope());

        _queues.Update(BagQueue, text.Embeddings, bagImages);
        _queues.Update(CaptionQueue, captions, captionImages);
        return losses;
    }

    /// <summary>What the text encoder says of the captions, without gradient, and the image of each.</summary>
    private (Tensor Embeddings, long[] Images) EncodeCaptions(IReadOnlyList<OvdSample> samples, ModelBatch batch, IVisionLanguageModel model)
    {
        using var noGrad = no_grad();
        var sentences = new List<string>();
        var images = new List<long>();
        for (var i = 0; i < samples.Count; i++)
        {
            var all = batch.Truths[i].Captions;
            sentences.AddRange(all.Count > _maxCaps ? Random.Choose(all.Count, _maxCaps).Select(c => all[c]) : all);
            images.AddRange(Enumerable.Repeat(((BaronCaptionSample)samples[i]).ImageId, Math.Min(all.Count, _maxCaps)));
        }

        var embeddings = sentences.Count == 0
            ? zeros(0, model.TextEncoder.EmbedDim, device: batch.Images.device)
            : model.TextEncoder.EncodeText(model.Tokenize(sentences)).Embeddings;
        return (embeddings, [.. images]);
    }
}
