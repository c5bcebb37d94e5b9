using Baron.Modeling;
using Baron.Ops;
using Baron.Samplers.Bags;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

[TestFixture]
public sealed class BaronCaptionTests
{
    private static readonly string[] QueueNames = ["clip_cap_text_features", "clip_caption_features"];

    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        manual_seed(1);
    }

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    [Category("Golden")]
    public void Loss_gradients_and_queues_of_consecutive_calls_are_those_of_the_reference_g_caption_losses()
    {
        var golden = GoldenFixture.Open("g_caption_losses");
        using var model = (nn.Module)BaronFixture.Clip(golden);
        var config = golden.Meta("baron_caption");
        var factory = BaronFixture.Factory();
        var queues = factory.Create<IEmbeddingQueues>(JsonConfig.ToNode(config.GetProperty("queue_cfg")), string.Empty, "Queues");
        using var method = new ScriptedCaption(
            new FirstOnes(),
            queues,
            factory.Create<IBagSampler>(JsonConfig.ToNode(config.GetProperty("sampling_cfg")), string.Empty, "CaptionLikeSampling"),
            config.GetProperty("loss_weight").GetDouble(),
            config.GetProperty("norm_temp").GetDouble(),
            config.GetProperty("max_caps").GetInt32(),
            config.GetProperty("num_words").GetInt32(),
            config.GetProperty("word_dim").GetInt32(),
            config.GetProperty("words_drop_ratio").GetDouble(),
            config.GetProperty("use_pe").GetBoolean());
        Assert.That(GoldenFill.FillModule(method, golden.Meta("weights"), golden.Seed), Is.Empty);

        for (var call = 0; golden.Has($"c{call}.loss_caption"); call++)
        {
            var ids = golden.Meta($"c{call}.img_ids").EnumerateArray().Select(e => e.GetInt64()).ToArray();
            var captions = golden.Meta($"c{call}.captions").EnumerateArray().Select(e => BaronFixture.Strings(e)).ToArray();
            var samples = ids.Select((id, i) => BaronFixture.CaptionSample(
                golden.Tensor($"c{call}.normed_boxes{i}"), BaronFixture.Rows(golden, $"c{call}.permutations{i}"), id)).ToArray();
            var words = BaronFixture.Filled(golden, $"c{call}.pseudo_words");
            words.requires_grad_();
            method.Mask = golden.HasTensor($"c{call}.word_mask") ? golden.Array<byte>($"c{call}.word_mask") : null;
            method.zero_grad();

            var losses = method.Loss(words, samples, Batch(captions), (IVisionLanguageModel)model).ToDictionary(t => t.Name, t => t.Value);
            Assert.That(losses.Keys, Is.EqualTo(new[] { "loss_caption" }));
            golden.AssertClose($"c{call}.loss_caption", losses["loss_caption"]);
            losses["loss_caption"].backward();
            golden.AssertClose($"c{call}.grad_pseudo_words", words.grad!);
            foreach (var (key, parameter) in method.named_parameters())
            {
                golden.AssertClose($"c{call}.grad.{key}", parameter.grad!);
            }

            BaronFixture.AssertGradientNorms(golden, $"c{call}.grad_l2", method, golden.Tolerance("rel"), golden.Tolerance("abs"));
            foreach (var queue in QueueNames)
            {
                BaronFixture.AssertQueue(golden, $"c{call}.queue.{queue}", queue, queues);
            }
        }

        golden.Report();
    }

    [Test]
    public void A_bag_without_captions_is_only_a_negative_of_others_captions()
    {
        using var world = new SmallWorld();
        var words = rand([3, 2, 8], requires_grad: true);
        var loss = world.Loss(words, [["a red star"], []], [5, 6], [[[0, 1]], [[0]]]);
        loss.backward();
        Assert.That(loss.item<float>(), Is.GreaterThan(0));
        Assert.That(words.grad![2].abs().max().item<float>(), Is.GreaterThan(0), "the caption is pushed away from the other image's bag");
        Assert.That(world.Queues.Get("clip_caption_features").Ids, Is.EqualTo(new long[] { 5 }));
        Assert.That(world.Queues.Get("clip_cap_text_features").Ids, Is.EqualTo(new long[] { 5, 6 }));
    }

    [Test]
    public void Without_any_caption_the_loss_is_zero_and_differentiable()
    {
        using var world = new SmallWorld();
        var words = rand([2, 2, 8], requires_grad: true);
        var loss = world.Loss(words, [[], []], [5, 6], [[[0]], [[0]]]);
        loss.backward();
        Assert.That(loss.item<float>(), Is.Zero);
        Assert.That(words.grad!.abs().max().item<float>(), Is.Zero);
        Assert.That(world.Queues.Get("clip_caption_features").Count, Is.Zero);
    }

    [Test]
    public void Queued_captions_of_the_same_image_are_targets_and_not_negatives()
    {
        // One image again and again: every caption and every bag is a match, so that nothing but equal similarity is asked for.
        using var world = new SmallWorld();
        var words = rand([1, 2, 8]);
        var first = world.Loss(words, [["a red star"]], [5], [[[0]]]).item<float>();
        Assert.That(first, Is.Zero.Within(1e-6), "one bag, one caption, no negatives");
        var again = world.Loss(words, [["a red star"]], [5], [[[0]]]).item<float>();
        Assert.That(again, Is.EqualTo(10 * Math.Log(2)).Within(1e-4), "two equal targets of a half each");
        var other = world.Loss(words, [["a red star"]], [6], [[[0]]]).item<float>();
        Assert.That(other, Is.EqualTo(10 * Math.Log(3)).Within(1e-4), "one target and two negatives that look like it");
    }

    [Test]
    public void Of_more_captions_than_asked_for_so_many_are_drawn_without_repetition()
    {
        using var world = new SmallWorld(maxCaps: 2);
        var seen = new HashSet<string>();
        var captions = new[] { "a star", "two cats", "the moon is red", "nothing" };
        var known = captions.ToDictionary(c => Key(world.Embed(c)), c => c);
        for (var i = 0; i < 40; i++)
        {
            world.Loss(rand(1, 2, 8), [captions], [i], [[[0]]]);
            var newest = world.Queues.Get("clip_caption_features").Embeddings.narrow(0, 0, 2);
            var drawn = new[] { known[Key(newest[0])], known[Key(newest[1])] };
            Assert.That(drawn, Is.Unique);
            seen.UnionWith(drawn);
        }

        Assert.That(seen, Is.EquivalentTo(captions), "each is drawn at times");

        static string Key(Tensor embedding) => string.Join(",", embedding.flatten().ToHostArray<float>().Select(v => MathF.Round(v, 4)));
    }

    [Test]
    public void The_sample_is_a_bag_of_proposals_and_the_image_in_several_orders()
    {
        using var world = new SmallWorld();
        var boxes = tensor(new float[] { 10, 10, 40, 40, 50, 20, 90, 60 }, [2, 4]);
        var truth = new GroundTruth { Boxes = zeros(0, 4), Labels = zeros(0, dtype: ScalarType.Int64) };
        var sample = (BaronCaptionSample)world.Method.Sample(new Proposals(boxes, tensor(new[] { 0.95f, 0.9f })), truth, new ImageMeta { ImageId = 9, ImageShape = new ImageSize(100, 200) });
        Assert.That(sample.Boxes.ToHostArray<float>(), Is.EqualTo(new float[] { 10, 10, 40, 40, 50, 20, 90, 60, 0, 0, 200, 100 }));
        Assert.That(sample.NormedBoxes, Is.EqualTo(new[] { .05f, .1f, .2f, .4f, .25f, .2f, .45f, .6f, 0, 0, 1, 1 }).Within(1e-6f));
        Assert.That(sample.Orders, Has.Count.EqualTo(4));
        Assert.That(sample.Orders.Select(o => string.Join(",", o)), Is.Unique);
        Assert.That(sample.Orders.Select(o => o.Order()), Is.All.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(sample.ImageId, Is.EqualTo(9));
    }

    [Test]
    public void Positions_can_be_left_out()
    {
        using var world = new SmallWorld(usePositions: false);
        Assert.That(world.Method.named_parameters(), Is.Empty);
        using var with = new SmallWorld();
        Assert.That(with.Method.named_parameters().Select(p => p.name), Is.EqualTo(new[]
        {
            "positional_embed.pos_proj.0.weight", "positional_embed.pos_proj.0.bias", "positional_embed.pos_proj.1.weight",
            "positional_embed.pos_proj.1.bias", "positional_embed.pos_proj.2.weight", "positional_embed.pos_proj.2.bias",
        }));
    }

    [Test]
    public void Missing_queues_and_settings_out_of_range_are_refused()
    {
        using var queues = new EmbeddingQueues(["clip_cap_text_features"], [8], 8);
        var sampler = new CaptionLikeSampling(new RandomSource(1));
        Assert.That(() => new BaronCaption(new RandomSource(1), queues, sampler), Throws.TypeOf<BaronException>().With.Message.Contains("clip_caption_features"));
        using var both = new EmbeddingQueues(QueueNames, [8, 8], 8);
        Assert.That(() => new BaronCaption(new RandomSource(1), both, sampler, maxCaps: 0), Throws.TypeOf<BaronException>().With.Message.Contains("max_caps"));
    }

    private static ModelBatch Batch(IReadOnlyList<IReadOnlyList<string>> captions) => new(
        zeros(captions.Count, 3, 8, 8),
        [.. captions.Select(_ => new ImageMeta())],
        [.. captions.Select(c => new GroundTruth { Boxes = zeros(1, 4), Labels = zeros(1, dtype: ScalarType.Int64), Captions = c })]);

    /// <summary>A method over a text encoder that knows nothing, with two words of eight numbers a region.</summary>
    private sealed class SmallWorld : IDisposable
    {
        private readonly global::Baron.Clip.ClipModel _model = new(new global::Baron.Clip.Towers.ClipTextEncoder(8, 20, 49408, 8, 2, 2));

        public SmallWorld(int maxCaps = 5, bool usePositions = true)
        {
            _model.InitWeights();
            Queues = new EmbeddingQueues(QueueNames, [8, 8], 8);
            Method = new BaronCaption(new RandomSource(4), Queues, new CaptionLikeSampling(new RandomSource(5)), 10, 30, maxCaps, 2, 8, 0, usePositions);
        }

        public EmbeddingQueues Queues { get; }

        public BaronCaption Method { get; }

        public Tensor Embed(string caption) => _model.TextEncoder.EncodeText(_model.Tokenize([caption])).Embeddings;

        /// <summary>The loss for images with captions, ids, and orders of boxes that all lie in the same place.</summary>
        public Tensor Loss(Tensor words, string[][] captions, long[] ids, int[][][] orders) => Method.Loss(
            words,
            [.. ids.Select((id, i) => BaronFixture.CaptionSample(zeros(orders[i].SelectMany(o => o).Max() + 1, 4), orders[i], id))],
            Batch(captions),
            _model).Single().Value;

        public void Dispose()
        {
            Method.Dispose();
            Queues.Dispose();
            _model.Dispose();
        }
    }

    private sealed class ScriptedCaption(
        IRandomSource random,
        IEmbeddingQueues queues,
        IBagSampler sampler,
        double lossWeight,
        double normTemp,
        int maxCaps,
        int numWords,
        int wordDim,
        double wordsDropRatio,
        bool usePe)
        : BaronCaption(random, queues, sampler, lossWeight, normTemp, maxCaps, numWords, wordDim, wordsDropRatio, usePe)
    {
        public byte[]? Mask { get; set; }

        protected override int[][] DropWords(int regions) => Mask is null ? base.DropWords(regions) : BaronFixture.Masked(Mask, regions, NumWords);
    }
}
