using Baron.Registry;
using Baron.Structures;

namespace Baron.Data;

/// <summary>A dataset several times over, so that an epoch is longer.</summary>
[Component("RepeatDataset")]
public sealed class RepeatDataset : IClassIndexedDataset
{
    private readonly IDataset _dataset;

    /// <summary>Repeats a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="times">How often, at least 1.</param>
    /// <exception cref="BaronException"><paramref name="times"/> is less than 1, or there would be more than 2^31 - 1 samples.</exception>
    public RepeatDataset(IDataset dataset, int times)
    {
        if (times < 1)
        {
            throw new BaronException("RepeatDataset: times is at least 1.");
        }

        _dataset = dataset;
        Count = (long)dataset.Count * times is <= int.MaxValue and var count
            ? (int)count
            : throw new BaronException($"RepeatDataset: {times} times {dataset.Count} samples are more than {int.MaxValue}; choose fewer times.");
    }

    /// <summary>The repeated dataset.</summary>
    public IDataset Dataset => _dataset;

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public DatasetInfo Info => _dataset.Info;

    /// <inheritdoc/>
    public ImageSize GetSize(int index) => _dataset.GetSize(index % _dataset.Count);

    /// <inheritdoc/>
    public IReadOnlyList<int> GetClasses(int index) => ClassIndex.Of(_dataset).GetClasses(index % _dataset.Count);

    /// <inheritdoc/>
    public DataSample? Get(int index, IRandomSource random) => _dataset.Get(index % _dataset.Count, random);

    /// <inheritdoc/>
    public int Replacement(int index, IRandomSource random) => _dataset.Replacement(index % _dataset.Count, random);
}
