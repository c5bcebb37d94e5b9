using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>What an image encoder says of a batch of crops.</summary>
/// <param name="Embeddings"><c>[n, E]</c>.</param>
/// <param name="PatchTokens">
/// <c>[n, E, g, g]</c>, not normalised, or <c>null</c> if not asked for. A patch token is what the embedding would be if the last
/// attention looked at that cell only.
/// </param>
public sealed record ImageFeatures(Tensor Embeddings, Tensor? PatchTokens = null);
