using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>First-in-first-out memories of embeddings of past iterations, each with its image id.</summary>
[ComponentKind("embedding_queues")]
public interface IEmbeddingQueues : IModelPart
{
    /// <summary>What a queue holds, newest first.</summary>
    /// <param name="name">The queue.</param>
    /// <exception cref="KeyNotFoundException">There is no queue of that name.</exception>
    QueueContent Get(string name);

    /// <summary>Puts embeddings in front of a queue and cuts it at its length.</summary>
    /// <param name="name">The queue.</param>
    /// <param name="embeddings"><c>[n, E]</c>; kept without gradient.</param>
    /// <param name="ids">
    /// Ids, as many for each embedding as the queue is set to hold, row by row; a row without any id of 0 or more is not kept.
    /// </param>
    void Update(string name, Tensor embeddings, IReadOnlyList<long> ids);
}
