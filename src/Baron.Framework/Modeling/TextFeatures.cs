using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>What a text encoder says of a batch of sentences.</summary>
/// <param name="Embeddings"><c>[n, E]</c>.</param>
/// <param name="WordTokens">
/// <c>[T, E]</c>, the tokens strictly between start and end of all sentences one after the other, or <c>null</c> if not asked
/// for. A word token is what the end token would become if the last block attended to that word only: the word's value vector
/// is added to the end token's residual instead of the attention's output.
/// </param>
public sealed record TextFeatures(Tensor Embeddings, Tensor? WordTokens = null);
