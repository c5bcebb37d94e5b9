using Baron.Registry;

namespace Baron.Data.Samplers;

/// <summary>Batches with a fixed share of each dataset of a ConcatDataset, all samples of a batch upright or all not.</summary>
[Component("GroupMultiSourceSampler")]
public sealed class GroupMultiSourceSampler : MultiSourceSamplerBase
{
    /// <summary>Creates the sampler.</summary>
    /// <param name="batchSize">Samples a batch, over all sources; that of the loader.</param>
    /// <param name="sourceRatio">The share of each dataset, such as <c>[2, 2]</c>.</param>
    /// <param name="shuffle">Whether the order is random.</param>
    /// <param name="seed">A seed of its own; the run's by default.</param>
    /// <exception cref="BaronException">Size or shares are not positive.</exception>
    public GroupMultiSourceSampler(int batchSize, IReadOnlyList<double> sourceRatio, bool shuffle = true, ulong? seed = null)
        : base("GroupMultiSourceSampler", batchSize, sourceRatio, shuffle, seed, grouped: true)
    {
    }
}
