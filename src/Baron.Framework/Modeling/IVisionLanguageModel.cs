using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A model that embeds pictures and words in one space, such as CLIP.</summary>
[ComponentKind("vision_language_model")]
public interface IVisionLanguageModel : IModelPart
{
    /// <summary>The text tower.</summary>
    ITextEncoder TextEncoder { get; }

    /// <summary>The image tower, or <c>null</c> where a config leaves it out (baselines).</summary>
    IImageEncoder? ImageEncoder { get; }

    /// <summary>Class embeddings by the prompt ensemble: per class the normalised mean of normalised embeddings.</summary>
    /// <param name="classNames">At least one.</param>
    /// <param name="templates">
    /// Prompt templates in which <c>{}</c> stands for the class name and <c>{article}</c> for <c>a</c> or <c>an</c>, or <c>null</c>
    /// for the method's 63.
    /// </param>
    /// <param name="block12">Whether the end-of-text state after block 12 is taken, without final norm and projection.</param>
    /// <returns><c>[C, E]</c> float32, without gradient; <c>[C, D]</c> for block 12.</returns>
    /// <exception cref="BaronException">There are no names, or a template has no <c>{}</c>.</exception>
    Tensor EmbedClasses(IReadOnlyList<string> classNames, IReadOnlyList<string>? templates = null, bool block12 = false);

    /// <summary>Tokenizes sentences.</summary>
    /// <param name="sentences">The sentences; too long ones keep their head and the end token.</param>
    /// <returns><c>[n, L]</c> int64 token ids on the model's device, zero-padded to the longest sentence.</returns>
    Tensor Tokenize(IReadOnlyList<string> sentences);
}
