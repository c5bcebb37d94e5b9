using System.Text.Json;
using Baron.Clip.Towers;
using Baron.Modeling;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Clip.Tests;

[TestFixture]
[OnDevice]
public sealed class TowerTests
{
    [TestCase("d_clip_small")]
    [TestCase("d_clip_small_rn")]
    [TestCase("d_clip_vitb32")]
    [TestCase("d_clip_rn50")]
    [Category("Golden")]
    public void Image_tower_gives_the_reference_embeddings_and_patch_tokens(string name)
    {
        var golden = GoldenFixture.Open(name);
        using var scope = NewDisposeScope();
        using var model = ClipFixture.Load(golden);
        var encoder = model.ImageEncoder!;
        var images = Images(golden, encoder.InputResolution);

        var raw = encoder.Encode(images, normalize: false);
        golden.AssertClose("img/image_raw", raw.Embeddings);
        Assert.That(raw.PatchTokens, Is.Null);
        var features = encoder.Encode(images, patchTokens: true);
        golden.AssertClose("img/image", features.Embeddings);
        golden.AssertClose("img/image.tokens", features.PatchTokens!);

        // Three sequences of the first image, one of the second.
        var visible = golden.Tensor("img/attn_mask_per_seq_zero_where_visible").to(ScalarType.Bool);
        var crops = images.index_select(0, tensor(new long[] { 0, 0, 0, 1 }, device: TestDevice.Active));
        var masked = encoder.Encode(crops, patchTokens: true, visible: visible);
        golden.AssertClose("img/image_masked", masked.Embeddings);
        golden.AssertClose("img/image_masked.tokens", masked.PatchTokens!);
        golden.Report();
    }

    [TestCase("d_clip_small")]
    [TestCase("d_clip_vitb32")]
    [TestCase("d_clip_rn50")]
    [Category("Golden")]
    public void Text_tower_gives_the_reference_embeddings_of_tokens(string name)
    {
        var golden = GoldenFixture.Open(name);
        using var scope = NewDisposeScope();
        using var model = ClipFixture.Load(golden, image: false);
        var encoder = (ClipTextEncoder)model.TextEncoder;
        var captions = golden.Meta("captions").EnumerateArray().Select(e => e.GetString()!).ToList();
        var tokens = model.Tokenize(captions).to(TestDevice.Active);
        golden.AssertExact("txt/tokens", tokens);
        golden.AssertExact("txt/end_ids", tokens.argmax(1));

        golden.AssertClose("txt/encode_text_raw", encoder.EncodeText(tokens, normalize: false).Embeddings);
        var features = encoder.EncodeText(tokens, wordTokens: true);
        golden.AssertClose("txt/encode_text", features.Embeddings);
        golden.AssertClose("txt/encode_text.word_tokens", features.WordTokens!);
        golden.AssertClose("txt/encode_text.all", encoder.EncodeAllPositions(tokens));
        foreach (var step in Steps(golden, "txt/encode_text_end"))
        {
            golden.AssertClose($"txt/encode_text_end{step}", encoder.EncodeTextEndK(tokens, step));
        }

        if (golden.Has("txt/encode_text_ctx77"))
        {
            var padded = nn.functional.pad(tokens, [0L, encoder.ContextLength - tokens.shape[1]]);
            golden.AssertClose("txt/encode_text_ctx77", encoder.EncodeText(padded).Embeddings);
        }

        golden.Report();
    }

    [TestCase("d_clip_small")]
    [TestCase("d_clip_vitb32")]
    [TestCase("d_clip_rn50")]
    [Category("Golden")]
    public void Text_tower_gives_the_reference_embeddings_of_pseudo_words(string name)
    {
        var golden = GoldenFixture.Open(name);
        using var scope = NewDisposeScope();
        using var model = ClipFixture.Load(golden, image: false);
        var encoder = model.TextEncoder;
        var pseudo = golden.Meta("txt/pseudo_words");
        var shape = pseudo.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64()).ToArray();
        var (low, high) = (pseudo.GetProperty("range")[0].GetDouble(), pseudo.GetProperty("range")[1].GetDouble());
        var values = GoldenFill.Values(pseudo.GetProperty("name").GetString()!, shape.Aggregate(1L, (a, b) => a * b), low, high, golden.Seed);

        // The mask covers start and end too.
        var (regions, perRegion) = ((int)shape[0], (int)shape[1]);
        var mask = golden.Array<float>("txt/valid_mask");
        var sentences = Enumerable.Range(0, regions)
            .Select(r => Enumerable.Range(0, perRegion).Where(w => mask[(r * (perRegion + 2)) + w + 1] > 0).Select(w => (r * perRegion) + w).ToArray())
            .ToArray();

        var steps = Steps(golden, "txt/pseudo_end");
        foreach (var step in steps)
        {
            using var words = tensor(values, [shape[0] * shape[1], shape[2]], device: TestDevice.Active, requires_grad: true);
            var sentence = encoder.PreparePseudoText(words, sentences);
            golden.AssertClose("txt/ppt_tensor.x", sentence.Embeddings);
            golden.AssertExact("txt/ppt_tensor.end", tensor(sentence.EndIndices.Select(e => (long)e).ToArray()));
            var state = encoder.EncodePseudoTextEndK(sentence, step);
            golden.AssertClose($"txt/pseudo_end{step}", state);
            if (golden.Has($"txt/pseudo_end{step}.grad_words"))
            {
                (state * GoldenFill.Fill("d/txt/gw", state.shape, -1, 1, golden.Seed)).sum().backward();
                golden.AssertClose($"txt/pseudo_end{step}.grad_words", words.grad!.view(shape));
            }
        }

        using var all = tensor(values, [shape[0] * shape[1], shape[2]], device: TestDevice.Active, requires_grad: true);
        var text = encoder.EncodePseudoText(encoder.PreparePseudoText(all, sentences)).Embeddings;
        golden.AssertClose("txt/pseudo_text", text);
        (text * GoldenFill.Fill("d/txt/gw2", text.shape, -1, 1, golden.Seed)).sum().backward();
        golden.AssertClose("txt/pseudo_text.grad_words", all.grad!.view(shape));
        golden.Report();
    }

    [TestCase("d_clip_small")]
    [TestCase("d_clip_vitb32")]
    [TestCase("d_clip_rn50")]
    [Category("Golden")]
    public void Sentences_of_different_lengths_are_padded_and_cut_as_the_reference_does(string name)
    {
        var golden = GoldenFixture.Open(name);
        using var scope = NewDisposeScope();
        using var model = ClipFixture.Load(golden, image: false);
        var encoder = model.TextEncoder;
        var lengths = golden.Meta("txt/list_lengths").EnumerateArray().Select(e => e.GetInt32()).ToArray();
        var range = golden.Meta("txt/pseudo_words").GetProperty("range");
        var sequenceName = golden.Meta("txt/list_seq_name").GetString()!;
        var words = cat(lengths.Select((l, i) => GoldenFill.Fill(
            sequenceName.Replace("{i}", $"{i}", StringComparison.Ordinal), [l, encoder.WordDim], range[0].GetDouble(), range[1].GetDouble(), golden.Seed)).ToArray(), 0);
        var starts = lengths.Select((_, i) => lengths.Take(i).Sum()).ToArray();
        var sentences = lengths.Select((l, i) => Enumerable.Range(starts[i], l).ToArray()).ToArray();

        var sentence = encoder.PreparePseudoText(words, sentences);
        golden.AssertClose("txt/ppt_list.x", sentence.Embeddings);
        golden.AssertExact("txt/ppt_list.end", tensor(sentence.EndIndices.Select(e => (long)e).ToArray()));
        var features = encoder.EncodePseudoText(sentence, wordTokens: true);
        golden.AssertClose("txt/ppt_list.text", features.Embeddings);
        golden.AssertClose("txt/ppt_list.word_tokens", features.WordTokens!);

        var cut = encoder.PreparePseudoText(words, sentences, CutLength(golden));
        golden.AssertClose("txt/ppt_list_trunc.x", cut.Embeddings);
        golden.AssertExact("txt/ppt_list_trunc.end", tensor(cut.EndIndices.Select(e => (long)e).ToArray()));
        golden.Report();
    }

    [Test]
    public void A_frozen_model_stays_in_evaluation_mode_and_takes_no_gradient()
    {
        using var model = new ClipModel(new ClipTextEncoder(16, 10, 600, 16, 2, 1), new ClipResNet([1, 1, 1, 1], 16, 2, 32, 4));
        model.train();
        Assert.Multiple(() =>
        {
            Assert.That(model.training, Is.False);
            Assert.That(model.modules().Any(m => m.training), Is.False);
            Assert.That(model.parameters().Any(p => p.requires_grad), Is.False);
        });
    }

    [Test]
    public void Towers_without_a_common_space_are_refused()
    {
        using var text = new ClipTextEncoder(16, 10, 600, 16, 2, 1);
        using var image = new ClipResNet([1, 1, 1, 1], 24, 2, 32, 4);
        Assert.That(() => new ClipModel(text, image), Throws.TypeOf<BaronException>().With.Message.Contains("output_dim is 24"));
    }

    [Test]
    public void A_vocabulary_of_another_size_is_refused_when_it_is_needed()
    {
        using var model = new ClipModel(new ClipTextEncoder(16, 10, 600, 16, 2, 1));
        Assert.That(() => model.Tokenize(["a cat"]), Throws.TypeOf<BaronException>().With.Message.Contains("vocab_size of 600").And.Message.Contains("49408"));
    }

    private static Tensor Images(GoldenFixture golden, int size) =>
        stack(Enumerable.Range(0, (int)golden.Shape("img/image_raw")[0]).Select(i => GoldenFill.Image($"d/img/img{i}", size, size, golden.Seed)).ToArray()).to(TestDevice.Active) / 127.5 - 1;

    private static List<int> Steps(GoldenFixture golden, string prefix) => golden.Names
        .Select(n => n.Split('#')[0])
        .Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(n.AsSpan(prefix.Length), out _))
        .Select(n => int.Parse(n.AsSpan(prefix.Length), System.Globalization.CultureInfo.InvariantCulture))
        .Distinct().Order().ToList();

    private static int CutLength(GoldenFixture golden) => golden.HasTensor("txt/ppt_list_trunc.x")
        ? (int)golden.Shape("txt/ppt_list_trunc.x")[1]
        : golden.Meta("summaries").GetProperty("txt/ppt_list_trunc.x").GetProperty("shape")[1].GetInt32();
}
