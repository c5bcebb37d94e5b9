using Baron.Registry;

namespace Baron.Data.Samplers;

/// <summary>Batches with a fixed share of each dataset of a ConcatDataset.</summary>
[Component("MultiSourceSampler")]
public sealed class MultiSourceSampler : MultiSourceSamplerBase
{
    /// <summary>Creates the sampler.</summary>
    /// <param name="batchSize">Samples a batch, over all sources; that of the loader.</param>
    /// <param name="sourceRatio">The share of each dataset, such as <c>[2, 2]</c>.</param>
    /// <param name="shuffle">Whether the order is random.</param>
    /// <param name="seed">A seed of its own; the run's by default.</param>
    /// <exception cref="BaronException">Size or shares are not positive.</exception>
    public MultiSourceSampler(int batchSize, IReadOnlyList<double> sourceRatio, bool shuffle = true, ulong? seed = null)
        : base("MultiSourceSampler", batchSize, sourceRatio, shuffle, seed, grouped: false)
    {
    }
}
