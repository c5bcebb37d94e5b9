namespace Baron.Heads;

/// <summary>
/// What makes a box head speak in pseudo words. A derived head takes these as constructor parameters of its own and hands them to
/// its base in one record.
/// </summary>
public sealed record PseudoWordSettings
{
    /// <summary>Pseudo words of a region.</summary>
    public int NumWords { get; init; } = 4;

    /// <summary>Width of a word embedding of the text encoder.</summary>
    public int WordDim { get; init; } = 512;

    /// <summary>Probability with which a word is dropped while training.</summary>
    public double WordsDropRatio { get; init; } = 0.5;

    /// <summary>What cosines are multiplied by while training.</summary>
    public double ClsTemp { get; init; } = 50;

    /// <summary>What cosines are multiplied by while testing, or <c>null</c> for <see cref="ClsTemp"/>.</summary>
    public double? TestClsTemp { get; init; }

    /// <summary>Initial value of a learnable number added to all logits while training, or <c>null</c> for none.</summary>
    public double? ClsBias { get; init; }

    /// <summary>A .npy file with one row a class, or <c>null</c>.</summary>
    public string? ClsEmbeddingsPath { get; init; }

    /// <summary>Class names whose embeddings are built by prompts where there is no file, or <c>null</c>.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Prompt templates for <see cref="ClassNames"/>, or <c>null</c> for the method's 63.</summary>
    public IReadOnlyList<string>? PromptTemplates { get; init; }

    /// <summary><c>zero</c>: the background scores 0; <c>learn</c>: it has a learned embedding.</summary>
    public string BgEmbedding { get; init; } = "zero";

    /// <summary>Whether sentences are compared by the state after block 12, without final norm and projection.</summary>
    public bool UseAttn12Output { get; init; }
}
