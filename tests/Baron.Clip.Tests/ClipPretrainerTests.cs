using Baron.Checkpoints;
using Baron.Clip.Towers;
using Baron.Clip.Training;
using Baron.Data.Preprocessing;
using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using Baron.Testing;
using Baron.Training.Optimizers;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Clip.Tests;

[TestFixture]
public sealed class ClipPretrainerTests
{
    private static readonly string[] Captions = ["a red star", "two cats", "the moon", "nothing at all"];

    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void State_has_the_names_of_OpenAI_and_serves_both_towers()
    {
        using var trained = Create();
        var names = trained.state_dict().Keys;
        Assert.That(names, Does.Contain("visual.conv1.weight").And.Contain("visual.attnpool.c_proj.bias").And.Contain("token_embedding.weight")
            .And.Contain("transformer.resblocks.0.attn.in_proj_weight").And.Contain("positional_embedding").And.Contain("text_projection").And.Contain("logit_scale"));
        Assert.That(names.Where(n => n.StartsWith("text_encoder", StringComparison.Ordinal)), Is.Empty);

        var path = Path.GetTempFileName();
        try
        {
            SafetensorsFile.Save(path, trained.state_dict());
            using var text = new ClipTextEncoder(8, 20, 49408, 8, 2, 1, new Pretrained(path, ""));
            using var image = new ClipResNet([1, 1, 1, 1], 8, 2, 32, 4, new Pretrained(path, "visual."));
            text.InitWeights();
            image.InitWeights();
            AssertSame(text, (nn.Module)trained.named_children().Single(c => c.name == "text_encoder").module);
            AssertSame(image, (nn.Module)trained.named_children().Single(c => c.name == "visual").module);

            // And back into a pretrainer, by its own names.
            using var again = Create();
            Assert.That(StateDictLoader.Load(again, path).Loaded, Has.Count.EqualTo(names.Count));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void A_checkpoint_that_lacks_weights_of_a_tower_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            SafetensorsFile.Save(path, Create().state_dict().Where(p => p.Key != "text_projection"));
            using var lacking = new ClipTextEncoder(8, 20, 49408, 8, 2, 1, new Pretrained(path, ""));
            Assert.That(lacking.InitWeights, Throws.TypeOf<BaronException>().With.Message.Contains("text_projection"));
            using var other = new ClipTextEncoder(8, 24, 49408, 8, 2, 1, new Pretrained(path, ""));
            Assert.That(other.InitWeights, Throws.TypeOf<BaronException>().With.Message.Contains("positional_embedding"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void The_loss_is_the_mean_of_both_cross_entropies_and_falls()
    {
        manual_seed(3);
        using var model = Create();
        model.InitWeights();
        model.train();
        using var batch = Batch(Captions);
        using var optimizer = new OptimWrapper(new AdamW(2e-3));
        optimizer.Attach(model);
        var expected = Expected(model, batch);
        var first = 0.0;
        var last = 0.0;
        for (var step = 0; step < 40; step++)
        {
            using var inner = NewDisposeScope();
            var losses = model.Loss(batch);
            Assert.That(losses.Select(t => (t.Name, t.IsLoss)), Is.EqualTo(new[] { ("loss_contrastive", true), ("acc", false), ("logit_scale", false) }));
            var total = losses.Total();
            last = total.item<float>();
            first = step == 0 ? last : first;
            optimizer.Backward(total);
            optimizer.Step();
        }

        Assert.That(first, Is.EqualTo(expected).Within(1e-4));
        Assert.That(last, Is.LessThan(0.3 * first));
    }

    [Test]
    public void The_logit_scale_starts_at_the_given_temperature_and_is_bounded()
    {
        using var model = Create();
        model.InitWeights();
        Assert.That(model.state_dict()["logit_scale"].item<float>(), Is.EqualTo(Math.Log(1 / 0.07)).Within(1e-5));
        using (no_grad())
        {
            model.state_dict()["logit_scale"].fill_(7f);
        }

        using var batch = Batch(Captions);
        var losses = model.Loss(batch);
        Assert.That(losses.Single(t => t.Name == "logit_scale").Value.item<float>(), Is.EqualTo(100).Within(1e-3));
        Assert.That(model.state_dict()["logit_scale"].item<float>(), Is.EqualTo(Math.Log(100)).Within(1e-5));
    }

    [Test]
    public void A_sample_without_caption_is_one_readable_line()
    {
        using var model = Create();
        using var batch = Batch("a star", null);
        Assert.That(() => model.Loss(batch), Throws.TypeOf<BaronException>().With.Message.Contains("image 1 has no caption"));
    }

    [Test]
    public void Every_parameter_takes_gradient_from_the_loss()
    {
        using var model = Create();
        using var batch = Batch(Captions);
        model.Loss(batch).Total().backward();
        Assert.That(model.named_parameters().Where(p => p.parameter.grad is null).Select(p => p.name), Is.Empty);
    }

    private static double Expected(ClipPretrainer model, SampleBatch batch)
    {
        using var noGrad = no_grad();
        var towers = model.named_children().ToDictionary(c => c.name, c => c.module);
        var mean = tensor(new[] { 122.77f, 116.75f, 104.09f }, [3, 1, 1]);
        var std = tensor(new[] { 68.5f, 66.63f, 70.32f }, [3, 1, 1]);
        var images = stack(batch.Samples.Select(s => (s.Image.to(ScalarType.Float32).flip(0) - mean) / std).ToArray());
        var length = Tokenization.ClipTokenizer.Default.Tokenize(Captions, 20);
        var tokens = tensor(length.SelectMany(r => r).ToArray(), [length.Length, length[0].Length]);
        var pictures = ((IImageEncoder)towers["visual"]).Encode(images).Embeddings;
        var sentences = ((ITextEncoder)towers["text_encoder"]).EncodeText(tokens).Embeddings;
        var logits = (pictures.matmul(sentences.t()) / 0.07).to(ScalarType.Float64);
        var right = logits.diagonal();
        return ((logits.logsumexp(1) - right).mean() + (logits.logsumexp(0) - right).mean()).item<double>() / 2;
    }

    private static ClipPretrainer Create() => new(
        new DetDataPreprocessor([122.77, 116.75, 104.09], [68.5, 66.63, 70.32], bgrToRgb: true),
        new ClipResNet([1, 1, 1, 1], 8, 2, 32, 4),
        new ClipTextEncoder(8, 20, 49408, 8, 2, 1));

    private static SampleBatch Batch(params string?[] captions) => new(captions.Select((caption, i) => new DataSample(
        GoldenFill.Image($"clip{i}", 32, 32, 1).to(ScalarType.Byte),
        new ImageMeta { ImageId = i },
        new GroundTruth { Boxes = zeros(0, 4), Labels = zeros(0, dtype: ScalarType.Int64), Captions = caption is null ? [] : [caption] })));

    private static void AssertSame(nn.Module actual, nn.Module expected)
    {
        var right = expected.state_dict();
        foreach (var (name, value) in actual.state_dict())
        {
            Assert.That(value.allclose(right[name], 0, 0), Is.True, name);
        }
    }
}
