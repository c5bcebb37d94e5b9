using Baron.Registry;

namespace Baron.Data.Samplers;

/// <summary>Every sample once an epoch, in order or shuffled anew each epoch, dealt out to the processes in turns.</summary>
[Component("DefaultSampler")]
public sealed class DefaultSampler : IDataSampler
{
    private readonly bool _shuffle;
    private readonly bool _roundUp;
    private readonly ulong? _ownSeed;
    private int _count;
    private int _batchSize = 1;
    private IRandomSource? _random;
    private int _rank;
    private int _worldSize = 1;

    /// <summary>Creates the sampler.</summary>
    /// <param name="shuffle">Whether each epoch has another order.</param>
    /// <param name="seed">A seed of its own; the run's by default.</param>
    /// <param name="roundUp">Whether the first samples are repeated at the end so that every process gets as many.</param>
    public DefaultSampler(bool shuffle = true, ulong? seed = null, bool roundUp = true)
    {
        (_shuffle, _roundUp, _ownSeed) = (shuffle, roundUp, seed);
    }

    /// <inheritdoc/>
    public int? BatchesPerEpoch => (SamplesPerEpoch + _batchSize - 1) / _batchSize;

    private int SamplesPerEpoch => _roundUp
        ? (_count + _worldSize - 1) / _worldSize
        : (_count - _rank + _worldSize - 1) / _worldSize;

    /// <inheritdoc/>
    public void Attach(IDataset dataset, int batchSize, ulong seed, int rank, int worldSize)
    {
        (_count, _batchSize, _rank, _worldSize) = (dataset.Count, batchSize, rank, worldSize);
        _random = new RandomSource(_ownSeed ?? seed);
    }

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<int>> Batches(int epoch)
    {
        var order = _shuffle ? SamplerSupport.Attached(_random).Fork($"sampler/epoch{epoch}").Permutation(_count) : null;
        var batch = new List<int>(_batchSize);
        for (var i = 0; i < SamplesPerEpoch; i++)
        {
            var place = (int)((((long)i * _worldSize) + _rank) % _count);
            batch.Add(order is null ? place : order[place]);
            if (batch.Count == _batchSize)
            {
                yield return batch;
                batch = new List<int>(_batchSize);
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
