using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Sentences of pseudo words, ready for the text encoder.</summary>
/// <param name="Embeddings"><c>[n, length, D]</c>: start, words packed to the left, end, padding; positions not yet added.</param>
/// <param name="EndIndices"><c>[n]</c> int64: where the end token stands.</param>
public sealed record PseudoSentence(Tensor Embeddings, Tensor EndIndices);
