namespace Baron.Data.Samplers;

/// <summary>
/// Batches with a fixed share of each dataset of a <see cref="ConcatDataset"/>: first the samples of the first, then those of the
/// second, and so on. Optionally all samples of a batch have the same orientation (upright, or not), so that padding is small;
/// the orientation of a batch is drawn with the probability of its images over all sources.
/// </summary>
public abstract class MultiSourceSamplerBase : IDataSampler
{
    private readonly string _name;
    private readonly bool _grouped;
    private readonly bool _shuffle;
    private readonly ulong? _ownSeed;
    private readonly int[] _shares;
    private List<int>[][] _items = [];
    private double _uprightShare;
    private IRandomSource? _random;
    private int _rank;
    private int _worldSize = 1;

    /// <summary>Creates the sampler.</summary>
    /// <param name="name">The component, for messages.</param>
    /// <param name="batchSize">Samples a batch, over all sources.</param>
    /// <param name="sourceRatio">The share of each source.</param>
    /// <param name="shuffle">Whether the order is random.</param>
    /// <param name="seed">A seed of its own; the run's by default.</param>
    /// <param name="grouped">Whether a batch has one orientation.</param>
    /// <exception cref="BaronException">Size or shares are not positive.</exception>
    private protected MultiSourceSamplerBase(string name, int batchSize, IReadOnlyList<double> sourceRatio, bool shuffle, ulong? seed, bool grouped)
    {
        (_name, _shuffle, _ownSeed, _grouped) = (name, shuffle, seed, grouped);
        if (batchSize < 1 || sourceRatio.Count == 0 || sourceRatio.Any(r => !(r >= 0)) || sourceRatio.Sum() <= 0)
        {
            throw new BaronException($"{name}: batch_size is at least 1, and source_ratio has a share for each dataset that is not negative.");
        }

        var sum = sourceRatio.Sum();
        _shares = [.. sourceRatio.Select(ratio => (int)(batchSize * ratio / sum))];

        // What rounding leaves over goes to the first source.
        _shares[0] = batchSize - _shares.Skip(1).Sum();
        BatchSize = batchSize;
    }

    /// <inheritdoc/>
    public int? BatchesPerEpoch => null;

    /// <summary>Samples of each source in a batch.</summary>
    public IReadOnlyList<int> SamplesPerSource => _shares;

    /// <summary>Images of each orientation over all sources: upright ones (higher than wide), and the others.</summary>
    public IReadOnlyList<int> GroupSizes { get; private set; } = [0, 0];

    private int BatchSize { get; }

    /// <inheritdoc/>
    public void Attach(IDataset dataset, int batchSize, ulong seed, int rank, int worldSize)
    {
        if (dataset is not ConcatDataset joined || joined.Datasets.Count != _shares.Length)
        {
            throw new BaronException($"{_name}: the dataset must be a ConcatDataset of {_shares.Length} datasets, one for each entry of source_ratio.");
        }

        if (batchSize != BatchSize)
        {
            throw new BaronException($"{_name}: its batch_size is {BatchSize}, that of the data loader {batchSize}; they must be the same.");
        }

        _items = new List<int>[_shares.Length][];
        for (var source = 0; source < _shares.Length; source++)
        {
            _items[source] = [[], []];
            for (var i = 0; i < joined.Datasets[source].Count; i++)
            {
                var index = joined.Start(source) + i;
                var size = _grouped ? joined.GetSize(index) : default;
                _items[source][size.Width < size.Height ? 0 : 1].Add(index);
            }
        }

        GroupSizes = [_items.Sum(s => s[0].Count), _items.Sum(s => s[1].Count)];

        // An orientation that a needed source lacks cannot fill a batch.
        var possible = Enumerable.Range(0, 2).Select(group => Enumerable.Range(0, _shares.Length).All(s => _shares[s] == 0 || _items[s][group].Count > 0)).ToArray();
        _uprightShare = (possible[0], possible[1]) switch
        {
            (true, true) => (double)GroupSizes[0] / (GroupSizes[0] + GroupSizes[1]),
            (true, false) => 1,
            (false, true) => 0,
            _ => throw new BaronException($"{_name}: no orientation (upright, or not) has images in every dataset; use MultiSourceSampler, which does not group."),
        };
        (_rank, _worldSize) = (rank, worldSize);
        _random = new RandomSource(_ownSeed ?? seed);
    }

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<int>> Batches(int epoch)
    {
        var random = SamplerSupport.Attached(_random);
        var groups = random.Fork($"sampler/epoch{epoch}/rank{_rank}/groups");
        var streams = new IEnumerator<int>?[_shares.Length, 2];
        while (true)
        {
            var group = groups.NextDouble() < _uprightShare ? 0 : 1;
            var batch = new List<int>(BatchSize);
            for (var source = 0; source < _shares.Length; source++)
            {
                var stream = streams[source, group] ??= Stream(random, epoch, source, group).GetEnumerator();
                for (var i = 0; i < _shares[source]; i++)
                {
                    stream.MoveNext();
                    batch.Add(stream.Current);
                }
            }

            yield return batch;
        }
    }

    private IEnumerable<int> Stream(IRandomSource random, int epoch, int source, int group) => _items[source][group].Count == 0
        ? []
        : SamplerSupport.Endless(
            _items[source][group], round => random.Fork($"sampler/epoch{epoch}/source{source}/group{group}/round{round}"), _rank, _worldSize, _shuffle);
}
