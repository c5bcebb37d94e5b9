using Baron.Registry;

namespace Baron.Data.Samplers;

/// <summary>All samples over and over without end, in order or each round shuffled anew; for runs counted in iterations.</summary>
[Component("InfiniteSampler")]
public sealed class InfiniteSampler : IDataSampler
{
    private readonly bool _shuffle;
    private readonly ulong? _ownSeed;
    private int[] _items = [];
    private int _batchSize = 1;
    private IRandomSource? _random;
    private int _rank;
    private int _worldSize = 1;

    /// <summary>Creates the sampler.</summary>
    /// <param name="shuffle">Whether each round has another order.</param>
    /// <param name="seed">A seed of its own; the run's by default.</param>
    public InfiniteSampler(bool shuffle = true, ulong? seed = null) => (_shuffle, _ownSeed) = (shuffle, seed);

    /// <inheritdoc/>
    public int? BatchesPerEpoch => null;

    /// <inheritdoc/>
    public void Attach(IDataset dataset, int batchSize, ulong seed, int rank, int worldSize)
    {
        _items = [.. Enumerable.Range(0, dataset.Count)];
        (_batchSize, _rank, _worldSize) = (batchSize, rank, worldSize);
        _random = new RandomSource(_ownSeed ?? seed);
    }

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<int>> Batches(int epoch)
    {
        var source = SamplerSupport.Attached(_random);
        var stream = SamplerSupport.Endless(_items, round => source.Fork($"sampler/epoch{epoch}/round{round}"), _rank, _worldSize, _shuffle);
        var batch = new List<int>(_batchSize);
        foreach (var index in stream)
        {
            batch.Add(index);
            if (batch.Count == _batchSize)
            {
                yield return batch;
                batch = new List<int>(_batchSize);
            }
        }
    }
}
