using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Baron.Clip;
using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Samplers;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

/// <summary>Builds BARON's parts from what fixtures say.</summary>
internal static partial class BaronFixture
{
    /// <summary>A factory over all plugins.</summary>
    public static ComponentFactory Factory(IRandomSource? random = null) => JsonConfig.Factory(
        random ?? new FirstOnes(), typeof(BaronKd), typeof(Backbones.ResNet), typeof(ClipModel), typeof(RandomSampler));

    /// <summary>A frozen CLIP with the fixture's weights.</summary>
    public static IVisionLanguageModel Clip(GoldenFixture golden, string weights = "clip_weights")
    {
        var factory = Factory();
        var text = factory.Create<ITextEncoder>(JsonConfig.ToNode(golden.Meta("text_encoder")));
        var image = golden.TryMeta("image_encoder", out var config) ? factory.Create<IImageEncoder>(JsonConfig.ToNode(config)) : null;
        var model = new ClipModel(text, image);
        Assert.That(GoldenFill.FillModule(model, golden.Meta(weights), golden.Seed), Is.Empty, "every weight is in the fixture's table");
        return model;
    }

    /// <summary>Bags as a fixture stores them.</summary>
    /// <param name="golden">The fixture.</param>
    /// <param name="prefix">Such as <c>c0.img1</c>.</param>
    public static BaronKdSample Sample(GoldenFixture golden, string prefix) => new(
        golden.Tensor($"{prefix}.bboxes"),
        new BagSample(
            golden.Array<float>($"{prefix}.bboxes"),
            golden.Array<float>($"{prefix}.normed_boxes"),
            golden.Array<float>($"{prefix}.spanned_boxes"),
            Ints(golden, $"{prefix}.box_ids"),
            Ints(golden, $"{prefix}.words_per_sequence"),
            Ints(golden, $"{prefix}.sequences_per_group"),
            Ints(golden, $"{prefix}.groups_per_proposal")),
        golden.Array<long>($"{prefix}.img_id")[0]);

    /// <summary>The bag of an image with captions.</summary>
    /// <param name="normed"><c>[n, 4]</c> relative to the bag.</param>
    /// <param name="orders">The orders of its boxes.</param>
    /// <param name="imageId">The image.</param>
    /// <param name="boxes"><c>[n, 4]</c> in pixels, where features are to be pooled from them.</param>
    public static BaronCaptionSample CaptionSample(Tensor normed, IReadOnlyList<int[]> orders, long imageId, Tensor? boxes = null) =>
        new(boxes ?? normed, normed.ToHostArray<float>(), orders, imageId);

    /// <summary>The r-th order of n boxes of fixtures: rotated, then also reversed.</summary>
    public static int[] Order(int r, int n) => [.. Enumerable.Range(0, n).Select(i => r < n ? (i + r) % n : (((r - i) % n) + n) % n)];

    /// <summary>Rows of integers.</summary>
    public static int[][] Rows(GoldenFixture golden, string name) => [.. Ints(golden, name).Chunk((int)golden.Shape(name)[1])];

    /// <summary>A list of strings.</summary>
    public static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetString()!)];

    /// <summary>What a fixture's <c>fill('name',(shape),lo,hi)</c> stands for.</summary>
    public static Tensor Filled(GoldenFixture golden, string meta)
    {
        var numbers = FillCall().Match(golden.Meta(meta).GetString()!).Groups;
        var shape = numbers["shape"].Value.Split(',').Select(v => long.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return GoldenFill.Fill(
            numbers["name"].Value, shape, double.Parse(numbers["lo"].Value, CultureInfo.InvariantCulture), double.Parse(numbers["hi"].Value, CultureInfo.InvariantCulture), golden.Seed);
    }

    /// <summary>The words that a stored mask keeps.</summary>
    public static int[][] Masked(byte[] mask, int regions, int words) =>
        [.. Enumerable.Range(0, regions).Select(r => Enumerable.Range(r * words, words).Where(w => mask[w] != 0).ToArray())];

    /// <summary>Compares a queue with the fixture's raw rows, whose last column is the image id and which keep the reference's empty row.</summary>
    public static void AssertQueue(GoldenFixture golden, string name, string queue, IEmbeddingQueues queues, string? group = null)
    {
        var content = queues.Get(queue);
        var rows = cat([content.Embeddings, tensor(content.Ids.Select(i => (float)i).ToArray(), [content.Count, 1])], 1);
        var expected = golden.HasTensor(name) ? golden.Shape(name)[0] : golden.Meta("summaries").GetProperty(name).GetProperty("shape")[0].GetInt64();
        if (rows.shape[0] + 1 == expected)
        {
            rows = cat([rows, full([1, rows.shape[1]], -1f)], 0);
        }

        golden.AssertClose(name, rows, group: group);
    }

    /// <summary>L2 norms of gradients against a table of the fixture.</summary>
    public static void AssertGradientNorms(GoldenFixture golden, string name, nn.Module module, double rel, double abs = 0, string prefix = "")
    {
        var parameters = module.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var expected in golden.Meta(name).EnumerateObject())
        {
            var parameter = parameters[prefix + expected.Name];
            if (expected.Value.ValueKind == JsonValueKind.Null)
            {
                Assert.That(parameter.grad is null, Is.True, $"{name}/{expected.Name} has no gradient");
                continue;
            }

            // The reference keeps levels without regions in its graph, so that their gradients are zeros there.
            var norm = parameter.grad?.to(ScalarType.Float64).norm().item<double>() ?? 0;
            golden.AssertNumber($"{name}/{expected.Name}", norm, expected.Value.GetDouble(), rel, abs);
            golden.Note("grad_norm_rel", Math.Abs(norm - expected.Value.GetDouble()) / Math.Max(expected.Value.GetDouble(), 1e-4));
        }
    }

    [GeneratedRegex(@"fill\('(?<name>[^']+)',\((?<shape>[\d,]+)\),(?<lo>[-\d.]+),(?<hi>[-\d.]+)\)")]
    private static partial Regex FillCall();

    private static int[] Ints(GoldenFixture golden, string name) => golden.Array<long>(name).Select(v => (int)v).ToArray();
}
