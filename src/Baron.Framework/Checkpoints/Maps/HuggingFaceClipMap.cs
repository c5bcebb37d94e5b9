using static TorchSharp.torch;

namespace Baron.Checkpoints.Maps;

/// <summary>
/// CLIP with a vision transformer in Hugging Face transformers: queries, keys and values are separate and the projections to the
/// joint space are linear layers (so transposed).
/// </summary>
internal static class HuggingFaceClipMap
{
    private static readonly string[] Separate = ["q", "k", "v"];

    private static readonly NameRules To = Tower(
        Tower(
            new NameRules()
                .Drop("logit_scale", "the temperature is set in the config")
                .Drop(@".+\.position_ids", "a constant"),
            "text_model",
            "text_encoder")
            .Add(@"text_model\.embeddings\.token_embedding\.weight", "text_encoder.token_embedding.weight")
            .Add(@"text_model\.embeddings\.position_embedding\.weight", "text_encoder.positional_embedding")
            .Add(@"text_model\.final_layer_norm\.(.+)", "text_encoder.ln_final.$1")
            .Add(@"text_projection\.weight", "text_encoder.text_projection")
            .Add(@"vision_model\.embeddings\.class_embedding", "image_encoder.class_embedding")
            .Add(@"vision_model\.embeddings\.patch_embedding\.weight", "image_encoder.conv1.weight")
            .Add(@"vision_model\.embeddings\.position_embedding\.weight", "image_encoder.positional_embedding")
            .Add(@"vision_model\.pre_layrnorm\.(.+)", "image_encoder.ln_pre.$1")
            .Add(@"vision_model\.post_layernorm\.(.+)", "image_encoder.ln_post.$1")
            .Add(@"visual_projection\.weight", "image_encoder.proj"),
        "vision_model",
        "image_encoder");

    private static readonly NameRules From = new NameRules()
        .Add(@"text_encoder\.token_embedding\.weight", "text_model.embeddings.token_embedding.weight")
        .Add(@"text_encoder\.positional_embedding", "text_model.embeddings.position_embedding.weight")
        .Add(@"text_encoder\.ln_final\.(.+)", "text_model.final_layer_norm.$1")
        .Add(@"text_encoder\.text_projection", "text_projection.weight")
        .Add(@"image_encoder\.class_embedding", "vision_model.embeddings.class_embedding")
        .Add(@"image_encoder\.conv1\.weight", "vision_model.embeddings.patch_embedding.weight")
        .Add(@"image_encoder\.positional_embedding", "vision_model.embeddings.position_embedding.weight")
        .Add(@"image_encoder\.ln_pre\.(.+)", "vision_model.pre_layrnorm.$1")
        .Add(@"image_encoder\.ln_post\.(.+)", "vision_model.post_layernorm.$1")
        .Add(@"image_encoder\.proj", "visual_projection.weight")
        .Add(Block("text_encoder") + @"attn\.(.+)", "text_model.encoder.layers.$1.self_attn.$2")
        .Add(Block("image_encoder") + @"attn\.(.+)", "vision_model.encoder.layers.$1.self_attn.$2")
        .Add(Block("text_encoder") + @"ln_(\d)\.(.+)", "text_model.encoder.layers.$1.layer_norm$2.$3")
        .Add(Block("image_encoder") + @"ln_(\d)\.(.+)", "vision_model.encoder.layers.$1.layer_norm$2.$3")
        .Add(Block("text_encoder") + @"mlp\.c_fc\.(.+)", "text_model.encoder.layers.$1.mlp.fc1.$2")
        .Add(Block("image_encoder") + @"mlp\.c_fc\.(.+)", "vision_model.encoder.layers.$1.mlp.fc1.$2")
        .Add(Block("text_encoder") + @"mlp\.c_proj\.(.+)", "text_model.encoder.layers.$1.mlp.fc2.$2")
        .Add(Block("image_encoder") + @"mlp\.c_proj\.(.+)", "vision_model.encoder.layers.$1.mlp.fc2.$2");

    /// <summary>Hugging Face's names to Baron's.</summary>
    public static MappedWeights ToBaron(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var renamed = MappedWeights.Apply(To, tensors);
        var weights = new MappedWeights();
        weights.LeftOut.AddRange(renamed.LeftOut);
        weights.Kept.AddRange(renamed.Kept);
        foreach (var (name, tensor) in renamed.Tensors)
        {
            if (name is "text_encoder.text_projection" or "image_encoder.proj")
            {
                weights.Add(name, tensor.transpose(0, 1).contiguous());
            }
            else if (Joined(name) is { } joined)
            {
                if (weights.Find(joined) is null)
                {
                    weights.Add(joined, cat([.. Separate.Select(part => Part(renamed, joined, part))], 0));
                }
            }
            else
            {
                weights.Add(name, tensor);
            }
        }

        return weights;
    }

    /// <summary>Baron's names to Hugging Face's; towers that are no transformers are refused.</summary>
    public static MappedWeights FromBaron(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        if (tensors.Any(t => t.Key.StartsWith("image_encoder.layer1.", StringComparison.Ordinal)))
        {
            throw new BaronException("Hugging Face's CLIP has no ResNet towers, so these weights have no names there.");
        }

        var renamed = MappedWeights.Apply(From, tensors);
        var weights = new MappedWeights();
        weights.LeftOut.AddRange(renamed.LeftOut);
        weights.Kept.AddRange(renamed.Kept);
        foreach (var (name, tensor) in renamed.Tensors)
        {
            const string InProjection = ".self_attn.in_proj_";
            var at = name.IndexOf(InProjection, StringComparison.Ordinal);
            if (name is "text_projection.weight" or "visual_projection.weight")
            {
                weights.Add(name, tensor.transpose(0, 1).contiguous());
            }
            else if (at >= 0)
            {
                for (var i = 0; i < Separate.Length; i++)
                {
                    var third = tensor.shape[0] / Separate.Length;
                    weights.Add($"{name[..at]}.self_attn.{Separate[i]}_proj.{name[(at + InProjection.Length)..]}", tensor.narrow(0, i * third, third));
                }
            }
            else
            {
                weights.Add(name, tensor);
            }
        }

        return weights;
    }

    private static NameRules Tower(NameRules rules, string theirs, string ours) => rules
        .Add($@"{theirs}\.encoder\.layers\.(\d+)\.self_attn\.(.+)", $"{ours}.transformer.resblocks.$1.attn.$2")
        .Add($@"{theirs}\.encoder\.layers\.(\d+)\.layer_norm(\d)\.(.+)", $"{ours}.transformer.resblocks.$1.ln_$2.$3")
        .Add($@"{theirs}\.encoder\.layers\.(\d+)\.mlp\.fc1\.(.+)", $"{ours}.transformer.resblocks.$1.mlp.c_fc.$2")
        .Add($@"{theirs}\.encoder\.layers\.(\d+)\.mlp\.fc2\.(.+)", $"{ours}.transformer.resblocks.$1.mlp.c_proj.$2");

    private static string Block(string tower) => $@"{tower}\.transformer\.resblocks\.(\d+)\.";

    // resblocks.0.attn.q_proj.weight -> resblocks.0.attn.in_proj_weight
    private static string? Joined(string name)
    {
        foreach (var part in Separate)
        {
            var middle = $".attn.{part}_proj.";
            var at = name.IndexOf(middle, StringComparison.Ordinal);
            if (at >= 0)
            {
                return $"{name[..at]}.attn.in_proj_{name[(at + middle.Length)..]}";
            }
        }

        return null;
    }

    private static Tensor Part(MappedWeights renamed, string joined, string part)
    {
        var name = joined.Replace(".attn.in_proj_", $".attn.{part}_proj.", StringComparison.Ordinal);
        return renamed.Find(name) ?? throw new BaronException($"The checkpoint has no '{name}', which belongs to '{joined}'.");
    }
}
