using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>What an image encoder says of a batch of crops.</summary>
/// <param name="Embeddings"><c>[n, E]</c>.</param>
/// <param name="PatchTokens"><c>[n, E, h, w]</c>, or <c>null</c> if not asked for.</param>
public sealed record ImageFeatures(Tensor Embeddings, Tensor? PatchTokens = null);
