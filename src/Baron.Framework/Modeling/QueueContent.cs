using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>The content of an embedding queue.</summary>
/// <param name="Embeddings"><c>[n, E]</c>, newest first; valid until the queue's next update, so do not dispose.</param>
/// <param name="Ids">Image ids, row by row.</param>
/// <param name="IdLength">Ids of each row.</param>
public sealed record QueueContent(Tensor Embeddings, IReadOnlyList<long> Ids, int IdLength)
{
    /// <summary>The number of embeddings.</summary>
    public int Count => Ids.Count / IdLength;
}
