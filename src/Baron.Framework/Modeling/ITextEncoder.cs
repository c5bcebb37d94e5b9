using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>The text tower of a vision-language model.</summary>
[ComponentKind("text_encoder")]
public interface ITextEncoder : IModelPart
{
    /// <summary>Width D of word embeddings.</summary>
    int WordDim { get; }

    /// <summary>Width E of the joint space.</summary>
    int EmbedDim { get; }

    /// <summary>Tokens a sentence can have.</summary>
    int ContextLength { get; }

    /// <summary>Sentences of the same number of words per region (box heads).</summary>
    /// <param name="words"><c>[R, W, D]</c>.</param>
    /// <param name="validMask"><c>[R, W]</c> bool: words that were not dropped; at least one a region.</param>
    PseudoSentence PreparePseudoText(Tensor words, Tensor validMask);

    /// <summary>Sentences of any number of words (bags); too long ones keep their head and the end token.</summary>
    /// <param name="words">For each sentence <c>[words, D]</c>.</param>
    /// <param name="contextLength">Tokens a sentence may have, start and end included.</param>
    PseudoSentence PreparePseudoText(IReadOnlyList<Tensor> words, int contextLength);

    /// <summary>Encodes pseudo words with final norm and projection.</summary>
    /// <param name="sentence">From <see cref="PreparePseudoText(Tensor, Tensor)"/>.</param>
    /// <param name="wordTokens">Whether word tokens are returned (docs: value path of the last block).</param>
    /// <param name="normalize">Whether embeddings have unit length.</param>
    TextFeatures EncodePseudoText(PseudoSentence sentence, bool wordTokens = false, bool normalize = false);

    /// <summary>Encodes pseudo words up to a block: the state at the end token, without final norm and projection.</summary>
    /// <param name="sentence">From <see cref="PreparePseudoText(Tensor, Tensor)"/>.</param>
    /// <param name="stepK">The number of blocks to run, counted as the reference does (12: all of a 12-block tower).</param>
    /// <param name="normalize">Whether embeddings have unit length.</param>
    TextFeatures EncodePseudoTextEndK(PseudoSentence sentence, int stepK = 12, bool normalize = false);

    /// <summary>Encodes token ids.</summary>
    /// <param name="tokens"><c>[n, L]</c> int64; the end token has the largest id.</param>
    /// <param name="normalize">Whether embeddings have unit length.</param>
    /// <param name="wordTokens">Whether word tokens are returned.</param>
    TextFeatures EncodeText(Tensor tokens, bool normalize = true, bool wordTokens = false);

    /// <summary>Encodes token ids up to a block; see <see cref="EncodePseudoTextEndK"/>.</summary>
    /// <param name="tokens"><c>[n, L]</c> int64.</param>
    /// <param name="stepK">The number of blocks.</param>
    /// <param name="normalize">Whether embeddings have unit length.</param>
    Tensor EncodeTextEndK(Tensor tokens, int stepK = 12, bool normalize = true);
}
