using System.Text.Json;
using Baron.Clip.Towers;
using Baron.Modeling;
using Baron.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Clip.Tests;

/// <summary>Builds CLIP parts from a fixture's metadata.</summary>
internal static class ClipFixture
{
    public static ITextEncoder TextEncoder(JsonElement config) => new ClipTextEncoder(
        config.GetProperty("embed_dim").GetInt32(),
        config.GetProperty("context_length").GetInt32(),
        config.GetProperty("vocab_size").GetInt32(),
        config.GetProperty("transformer_width").GetInt32(),
        config.GetProperty("transformer_heads").GetInt32(),
        config.GetProperty("transformer_layers").GetInt32());

    public static IImageEncoder ImageEncoder(JsonElement config) => config.GetProperty("type").GetString() == "CLIPViT"
        ? new ClipVisionTransformer(
            config.GetProperty("input_resolution").GetInt32(),
            config.GetProperty("patch_size").GetInt32(),
            config.GetProperty("width").GetInt32(),
            config.GetProperty("layers").GetInt32(),
            config.GetProperty("heads").GetInt32(),
            config.GetProperty("output_dim").GetInt32())
        : new ClipResNet(
            [.. config.GetProperty("layers").EnumerateArray().Select(e => e.GetInt32())],
            config.GetProperty("output_dim").GetInt32(),
            config.GetProperty("heads").GetInt32(),
            config.GetProperty("input_resolution").GetInt32(),
            config.GetProperty("width").GetInt32());

    /// <summary>A frozen CLIP with the fixture's weights.</summary>
    public static ClipModel Load(GoldenFixture golden, string weights = "weights", bool image = true)
    {
        var model = new ClipModel(
            TextEncoder(golden.Meta("text_encoder")),
            image && golden.TryMeta("image_encoder", out var config) ? ImageEncoder(config) : null);
        var left = GoldenFill.FillModule(model, golden.Meta(weights), golden.Seed, key => image || !key.StartsWith("image_encoder.", StringComparison.Ordinal) ? key : null);
        NUnit.Framework.Assert.That(left, NUnit.Framework.Is.Empty, "every weight is in the fixture's table");
        return model;
    }
}
