using static TorchSharp.torch;

namespace Baron.Checkpoints.Maps;

/// <summary>OpenAI's CLIP: the image tower below <c>visual.</c>, the text tower at top level.</summary>
internal static class OpenAiClipMap
{
    private const string TextTower = @"(positional_embedding|text_projection|(?:token_embedding|ln_final|transformer)\..+)";

    private static readonly NameRules To = new NameRules()
        .Drop("logit_scale", "the temperature is set in the config")
        .Drop("input_resolution|context_length|vocab_size", "set in the config")
        .Add(@"visual\.(.+)", "image_encoder.$1")
        .Add(TextTower, "text_encoder.$1");

    private static readonly NameRules From = new NameRules()
        .Add(@"image_encoder\.(.+)", "visual.$1")
        .Add(@"text_encoder\.(.+)", "$1");

    /// <summary>OpenAI's names to Baron's.</summary>
    public static MappedWeights ToBaron(IEnumerable<KeyValuePair<string, Tensor>> tensors) => MappedWeights.Apply(To, tensors);

    /// <summary>Baron's names to OpenAI's.</summary>
    public static MappedWeights FromBaron(IEnumerable<KeyValuePair<string, Tensor>> tensors) => MappedWeights.Apply(From, tensors);
}
