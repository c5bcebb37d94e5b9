using Baron.Registry;

namespace Baron.Data;

/// <summary>Forms batches from the order that a sampler gives.</summary>
[ComponentKind("batch_sampler")]
public interface IBatchSampler
{
    /// <summary>Forms batches.</summary>
    /// <param name="indices">The order; may be endless.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="batchSize">Samples a batch.</param>
    /// <returns>Batches; only at the end some may have less samples.</returns>
    IEnumerable<IReadOnlyList<int>> Batches(IEnumerable<int> indices, IDataset dataset, int batchSize);
}
