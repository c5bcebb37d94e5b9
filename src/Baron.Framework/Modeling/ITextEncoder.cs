using Baron.Registry;
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

    /// <summary>Tokens a sentence can have, start and end included.</summary>
    int ContextLength { get; }

    /// <summary>The number of tokens known; the last two are start and end.</summary>
    int VocabularySize { get; }

    /// <summary>
    /// Builds sentences of pseudo words: start, the words, end, padding up to the longest sentence. Sentences with more words
    /// than fit keep their head and the end token.
    /// </summary>
    /// <param name="words"><c>[T, D]</c> words of all sentences.</param>
    /// <param name="sentences">For each sentence the rows of <paramref name="words"/> it consists of, at least one.</param>
    /// <param name="contextLength">Tokens a sentence may have, start and end included; <c>null</c>: <see cref="ContextLength"/>.</param>
    PseudoSentence PreparePseudoText(Tensor words, IReadOnlyList<int[]> sentences, int? contextLength = null);

    /// <summary>Encodes pseudo words with final norm and projection.</summary>
    /// <param name="sentence">From <see cref="PreparePseudoText"/>.</param>
    /// <param name="wordTokens">Whether word tokens are returned; see <see cref="TextFeatures"/>.</param>
    /// <param name="normalize">Whether sentence embeddings have unit length; word tokens are not normalised.</param>
    TextFeatures EncodePseudoText(PseudoSentence sentence, bool wordTokens = false, bool normalize = true);

    /// <summary>Encodes pseudo words up to a block: the state at the end token, without final norm and projection.</summary>
    /// <param name="sentence">From <see cref="PreparePseudoText"/>.</param>
    /// <param name="stepK">The number of blocks to run; at least as many as the tower has: all.</param>
    /// <param name="normalize">Whether embeddings have unit length.</param>
    /// <returns><c>[n, D]</c>.</returns>
    Tensor EncodePseudoTextEndK(PseudoSentence sentence, int stepK = 12, bool normalize = true);

    /// <summary>Encodes token ids.</summary>
    /// <param name="tokens"><c>[n, L]</c> int64; the end token has the largest id.</param>
    /// <param name="wordTokens">Whether word tokens are returned; see <see cref="TextFeatures"/>.</param>
    /// <param name="normalize">Whether sentence embeddings and word tokens have unit length.</param>
    TextFeatures EncodeText(Tensor tokens, bool wordTokens = false, bool normalize = true);

    /// <summary>Encodes token ids up to a block; see <see cref="EncodePseudoTextEndK"/>.</summary>
    /// <param name="tokens"><c>[n, L]</c> int64.</param>
    /// <param name="stepK">The number of blocks to run.</param>
    /// <param name="normalize">Whether embeddings have unit length.</param>
    /// <returns><c>[n, D]</c>.</returns>
    Tensor EncodeTextEndK(Tensor tokens, int stepK = 12, bool normalize = true);
}
