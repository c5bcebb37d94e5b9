using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Sentences of pseudo words, ready for the text encoder.</summary>
/// <param name="Embeddings"><c>[n, length, D]</c>: start, words, end, padding; positions not yet added.</param>
/// <param name="EndIndices">For each sentence where the end token stands; the number of its words is one less.</param>
public sealed record PseudoSentence(Tensor Embeddings, IReadOnlyList<int> EndIndices);
