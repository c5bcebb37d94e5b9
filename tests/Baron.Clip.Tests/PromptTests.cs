using System.Text.Json;
using Baron.Clip.Prompts;
using Baron.Clip.Towers;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Clip.Tests;

[TestFixture]
public sealed class PromptTests
{
    [Test]
    [Category("Golden")]
    public void Prompts_and_class_embeddings_are_those_of_the_reference_e_prompts()
    {
        var golden = GoldenFixture.Open("e_prompts");
        var names = Strings(golden.Meta("names"));
        var expected = golden.Meta("prompts").EnumerateArray().Select(Strings).ToArray();
        for (var i = 0; i < names.Count; i++)
        {
            Assert.That(PromptTemplates.Vild.Select(t => PromptTemplates.Fill(t, names[i])), Is.EqualTo(expected[i]), names[i]);
        }

        using var scope = NewDisposeScope();
        using var model = ClipFixture.Load(golden);
        golden.AssertClose("text_embeddings", model.EmbedClasses(names));
        golden.AssertClose("attn12_embeddings", model.EmbedClasses(names, block12: true));
        golden.AssertClose("lvis_text_embeddings", model.EmbedClasses(names));
        golden.Report();
    }

    [Test]
    [Category("Golden")]
    public void Class_embeddings_of_the_published_size_are_those_of_the_reference_e_prompts()
    {
        var golden = GoldenFixture.Open("e_prompts");
        if (!golden.TryMeta("b32", out var config))
        {
            Assert.Ignore("This set has no embeddings of the published size.");
        }

        using var scope = NewDisposeScope();
        using var model = new ClipModel(ClipFixture.TextEncoder(config));
        using (no_grad())
        {
            // The table of the small tower names every key; ranges follow the fill rule's fan-in.
            FillByRule(model, golden);
        }

        var names = Strings(golden.Meta("b32_names"));
        golden.AssertClose("b32.text_embeddings", model.EmbedClasses(names));
        golden.AssertClose("b32.attn12_embeddings", model.EmbedClasses(names, block12: true));
        golden.Report();
    }

    [Test]
    public void Own_templates_take_the_article_of_the_class()
    {
        Assert.Multiple(() =>
        {
            Assert.That(PromptTemplates.Fill("a photo of {article} {}.", "orange_house"), Is.EqualTo("a photo of an orange house."));
            Assert.That(PromptTemplates.Fill("{article} {}.", "red star"), Is.EqualTo("a red star."));
            Assert.That(PromptTemplates.Fill("{}", "A/B.."), Is.EqualTo("a or b"));
        });
    }

    [Test]
    public void Class_embeddings_do_not_depend_on_the_other_classes_of_the_list()
    {
        using var scope = NewDisposeScope();
        using var model = new ClipModel(new ClipTextEncoder(8, 16, 49408, 8, 2, 2));
        var together = model.EmbedClasses(["cat", "a very long name of a thing", "dog"]);
        var alone = model.EmbedClasses(["dog"]);
        Assert.That((together[2] - alone[0]).abs().max().item<float>(), Is.LessThan(1e-5f));
        Assert.That((together.norm(1) - 1).abs().max().item<float>(), Is.LessThan(1e-5f));
    }

    [Test]
    public void Bad_class_lists_and_templates_are_refused()
    {
        using var model = new ClipModel(new ClipTextEncoder(8, 16, 49408, 8, 2, 1));
        Assert.Multiple(() =>
        {
            Assert.That(() => model.EmbedClasses([]), Throws.TypeOf<BaronException>());
            Assert.That(() => model.EmbedClasses(["cat", " "]), Throws.TypeOf<BaronException>());
            Assert.That(() => model.EmbedClasses(["cat"], ["a photo."]), Throws.TypeOf<BaronException>().With.Message.Contains("{}"));
        });
    }

    private static List<string> Strings(JsonElement array) => array.EnumerateArray().Select(e => e.GetString()!).ToList();

    private static void FillByRule(nn.Module module, GoldenFixture golden)
    {
        var ranges = golden.Meta("weights").EnumerateArray().ToDictionary(r => r[0].GetString()!, r => r);
        foreach (var (key, value) in module.state_dict())
        {
            var row = ranges[key];
            var (low, high) = (row[2].GetDouble(), row[3].GetDouble());
            if (value.dim() >= 2 && !key.EndsWith("positional_embedding", StringComparison.Ordinal) && !key.EndsWith("token_embedding.weight", StringComparison.Ordinal))
            {
                // +-sqrt(3 / fan_in) times a gain that the small table tells.
                var gain = high / Math.Sqrt(3.0 / row[1].EnumerateArray().Skip(1).Aggregate(1L, (a, e) => a * e.GetInt64()));
                high = gain * Math.Sqrt(3.0 / value.shape.Skip(1).Aggregate(1L, (a, b) => a * b));
                low = -high;
            }

            value.copy_(GoldenFill.Fill(key, value.shape, low, high, golden.Seed));
        }
    }
}
