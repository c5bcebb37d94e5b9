using Baron.Registry;

namespace Baron.Data;

/// <summary>
/// The order in which a loader visits a dataset. The order is a pure function of seed, epoch and rank, so that a resumed run
/// continues at the next sample.
/// </summary>
[ComponentKind("data_sampler")]
public interface IDataSampler
{
    /// <summary>Gives the sampler what it samples from; called once by the loader.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="batchSize">Samples a batch on this process.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="rank">This process.</param>
    /// <param name="worldSize">The number of processes.</param>
    void Attach(IDataset dataset, int batchSize, ulong seed, int rank, int worldSize);

    /// <summary>The batches of an epoch, as lists of dataset indices; endless for infinite samplers.</summary>
    /// <param name="epoch">0-based.</param>
    IEnumerable<IReadOnlyList<int>> Batches(int epoch);

    /// <summary>Batches in an epoch, or <c>null</c> when endless.</summary>
    int? BatchesPerEpoch { get; }
}
