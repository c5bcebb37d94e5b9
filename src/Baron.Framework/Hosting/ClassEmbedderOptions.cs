namespace Baron.Hosting;

/// <summary>Settings of <see cref="ClassEmbedder"/>.</summary>
public sealed record ClassEmbedderOptions
{
    /// <summary>Whether the state after block 12 is taken, without final norm and projection (<c>use_attn12_output</c>).</summary>
    public bool Block12 { get; init; }

    /// <summary>Prompt templates with <c>{}</c> for the class name; <c>null</c>: the method's 63.</summary>
    public IReadOnlyList<string>? Templates { get; init; }

    /// <summary>A checkpoint whose weights are taken instead of those the config names; CLIP's names in any convention.</summary>
    public string? Weights { get; init; }

    /// <summary>
    /// Attention heads of the text tower, which no checkpoint tells; <c>null</c>: a head for 64 channels, as in every published CLIP.
    /// Not used with a config.
    /// </summary>
    public int? Heads { get; init; }

    /// <summary>The vocabulary; <c>null</c>: what the config says, else OpenAI's.</summary>
    public string? BpePath { get; init; }
}
