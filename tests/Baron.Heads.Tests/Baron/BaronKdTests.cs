using Baron.Modeling;
using Baron.Samplers.Bags;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

[TestFixture]
public sealed class BaronKdTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("f_kd_losses_attn")]
    [TestCase("f_kd_losses_noattn")]
    [Category("Golden")]
    public void Losses_gradients_and_queues_of_consecutive_calls_are_those_of_the_reference(string name)
    {
        var golden = GoldenFixture.Open(name);
        using var model = (nn.Module)BaronFixture.Clip(golden);
        var clip = (IVisionLanguageModel)model;
        var config = golden.Meta("baron_kd");
        var factory = BaronFixture.Factory();
        var queues = factory.Create<IEmbeddingQueues>(JsonConfig.ToNode(config.GetProperty("queue_cfg")), string.Empty, "Queues");
        using var kd = new ScriptedKd(
            factory.Create<IImagePreprocessor>(JsonConfig.ToNode(config.GetProperty("clip_data_preprocessor"))),
            queues,
            factory.Create<IBagSampler>(JsonConfig.ToNode(config.GetProperty("sampling_cfg")), string.Empty, "NeighborhoodSampling"),
            config.GetProperty("bag_weight").GetDouble(),
            config.GetProperty("single_weight").GetDouble(),
            config.GetProperty("use_attn_mask").GetBoolean(),
            config.GetProperty("bag_temp").GetDouble(),
            config.GetProperty("single_temp").GetDouble(),
            config.GetProperty("num_words").GetInt32(),
            config.GetProperty("word_dim").GetInt32());
        Assert.That(GoldenFill.FillModule(kd, golden.Meta("kd_weights"), golden.Seed), Is.Empty);
        var sizes = golden.Meta("image_sizes").EnumerateArray().Select(s => new ImageSize(s[0].GetInt32(), s[1].GetInt32())).ToArray();
        var input = new ImageSize(sizes.Max(s => s.Height), sizes.Max(s => s.Width));
        var mean = tensor(new[] { 103.53f, 116.28f, 123.675f }, [3, 1, 1]);

        for (var call = 0; golden.Has($"c{call}.loss_bag"); call++)
        {
            var images = zeros(sizes.Length, 3, input.Height, input.Width);
            for (var i = 0; i < sizes.Length; i++)
            {
                images[i].narrow(1, 0, sizes[i].Height).narrow(2, 0, sizes[i].Width).copy_(GoldenFill.Image($"f/kd/img{call}_{i}", sizes[i].Height, sizes[i].Width, golden.Seed) - mean);
            }

            var samples = sizes.Select((_, i) => BaronFixture.Sample(golden, $"c{call}.img{i}")).ToArray();
            var words = BaronFixture.Filled(golden, $"c{call}.pseudo_words");
            words.requires_grad_();
            kd.Mask = golden.HasTensor($"c{call}.word_mask") ? golden.Array<byte>($"c{call}.word_mask") : null;
            kd.zero_grad();

            var batch = new ModelBatch(images, [.. sizes.Select(s => new ImageMeta { ImageShape = s })], []);
            var losses = kd.Loss(words, samples, batch, clip).ToDictionary(t => t.Name, t => t.Value);
            Assert.That(losses.Keys, Is.EqualTo(new[] { "loss_bag", "loss_single" }));
            golden.AssertClose($"c{call}.loss_bag", losses["loss_bag"]);
            golden.AssertClose($"c{call}.loss_single", losses["loss_single"]);
            (losses["loss_bag"] + losses["loss_single"]).backward();
            golden.AssertClose($"c{call}.grad_pseudo_words", words.grad!);
            foreach (var (key, parameter) in kd.named_parameters())
            {
                golden.AssertClose($"c{call}.grad.{key}", parameter.grad!);
            }

            BaronFixture.AssertGradientNorms(golden, $"c{call}.grad_l2", kd, golden.Tolerance("rel"), golden.Tolerance("abs"));
            foreach (var queue in config.GetProperty("queue_cfg").GetProperty("names").EnumerateArray().Select(e => e.GetString()!))
            {
                BaronFixture.AssertQueue(golden, $"c{call}.queue.{queue}", queue, queues);
            }

            if (golden.Has($"c{call}.attn_visible"))
            {
                AssertVisible(golden, call, samples, clip.ImageEncoder!.GridSize);
            }
        }

        golden.Report();
    }

    [Test]
    public void Regions_whose_words_were_all_cut_off_do_not_enter_the_single_loss()
    {
        // Four regions of three words are twelve; a context of nine keeps seven: two regions, one word of the third.
        using var model = new global::Baron.Clip.ClipModel(
            new global::Baron.Clip.Towers.ClipTextEncoder(8, 9, 20, 8, 2, 2), new global::Baron.Clip.Towers.ClipResNet([1, 1, 1, 1], 8, 2, 32, 4));
        using var queues = new EmbeddingQueues(["clip_text_features", "clip_image_features", "clip_word_features", "clip_patch_features"], [8, 8, 8, 8], 8);
        using var kd = new ScriptedKd(new Data.Preprocessing.ImgDataPreprocessor(), queues, new NeighborhoodSampling(new RandomSource(1)), 1, 1, false, 10, 10, 3, 8);
        var boxes = new float[] { 0, 0, 16, 16, 16, 0, 32, 16, 0, 16, 16, 32, 16, 16, 32, 32 };
        var bags = new BagSample(boxes, [.. boxes.Select(v => v / 32)], [0, 0, 32, 32], [4, 5, 7, 8], [4], [1], [1]);
        var words = rand([4, 3, 8], requires_grad: true);
        var losses = kd.Loss(words, [new BaronKdSample(tensor(boxes, [4, 4]), bags, 5)], new ModelBatch(rand(1, 3, 32, 32), [new ImageMeta()], []), model);
        losses.Total().backward();
        Assert.That(queues.Get("clip_word_features").Count, Is.EqualTo(3));
        Assert.That(words.grad!.isfinite().all().item<bool>(), Is.True);
        Assert.That(words.grad[3].abs().max().item<float>(), Is.Zero, "the last region is cut off");
    }

    [Test]
    public void A_model_without_image_encoder_is_refused()
    {
        using var model = new global::Baron.Clip.ClipModel(new global::Baron.Clip.Towers.ClipTextEncoder(8, 9, 20, 8, 2, 2));
        using var queues = new EmbeddingQueues(["clip_text_features", "clip_image_features", "clip_word_features", "clip_patch_features"], [8, 8, 8, 8], 8);
        using var kd = new ScriptedKd(new Data.Preprocessing.ImgDataPreprocessor(), queues, new NeighborhoodSampling(new RandomSource(1)), 1, 1, false, 10, 10, 3, 8);
        Assert.That(
            () => kd.Loss(rand(1, 3, 8), [], new ModelBatch(rand(1, 3, 32, 32), [], []), model),
            Throws.TypeOf<BaronException>().With.Message.Contains("image_encoder"));
    }

    [Test]
    public void Missing_queues_are_refused()
    {
        using var queues = new EmbeddingQueues(["clip_text_features"], [8], 8);
        Assert.That(
            () => new ScriptedKd(new Data.Preprocessing.ImgDataPreprocessor(), queues, new NeighborhoodSampling(new RandomSource(1)), 1, 1, false, 10, 10, 3, 8),
            Throws.TypeOf<BaronException>().With.Message.Contains("clip_image_features"));
    }

    private static void AssertVisible(GoldenFixture golden, int call, BaronKdSample[] samples, int grid)
    {
        var expected = golden.Array<byte>($"c{call}.attn_visible");
        var side = (grid * grid) + 1;
        var row = 0;
        foreach (var sample in samples)
        {
            var box = 0;
            foreach (var count in sample.Bags.BoxesPerSequence)
            {
                var covered = BaronKd.CoveredCells(sample.Bags.NormedBoxes.AsSpan(4 * box, 4 * count), grid);
                var classToken = expected.AsSpan(row * side * side, side).ToArray().Skip(1).Select(v => v != 0);
                Assert.That(covered, Is.EqualTo(classToken), $"c{call}, sequence {row}");
                box += count;
                row++;
            }
        }
    }

    private sealed class ScriptedKd(
        IImagePreprocessor preprocessor,
        IEmbeddingQueues queues,
        IBagSampler sampler,
        double bagWeight,
        double singleWeight,
        bool attentionMask,
        double bagTemp,
        double singleTemp,
        int numWords,
        int wordDim)
        : BaronKd(new FirstOnes(), preprocessor, queues, sampler, bagWeight, singleWeight, attentionMask, bagTemp, singleTemp, true, numWords, wordDim, 0)
    {
        public byte[]? Mask { get; set; }

        protected override int[][] DropWords(int regions) => Mask is null ? base.DropWords(regions) : BaronFixture.Masked(Mask, regions, NumWords);
    }
}
