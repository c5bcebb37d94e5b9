using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>What a text encoder says of a batch of sentences.</summary>
/// <param name="Embeddings"><c>[n, E]</c>.</param>
/// <param name="WordTokens">For each sentence <c>[words, E]</c>: the tokens strictly between start and end, or <c>null</c> if not asked for.</param>
public sealed record TextFeatures(Tensor Embeddings, IReadOnlyList<Tensor>? WordTokens = null);
