using Baron.Registry;
using Baron.Structures;

namespace Baron.Data;

/// <summary>Several datasets one after the other, with the classes of the first.</summary>
[Component("ConcatDataset")]
public sealed class ConcatDataset : IClassIndexedDataset, IAnnotatedDataset
{
    private readonly int[] _ends;

    /// <summary>Joins datasets.</summary>
    /// <param name="datasets">At least one; all have the same classes, or none (captions).</param>
    /// <exception cref="BaronException">There is none, classes differ, or there are more than 2^31 - 1 samples.</exception>
    public ConcatDataset(IReadOnlyList<IDataset> datasets)
    {
        if (datasets.Count == 0)
        {
            throw new BaronException("ConcatDataset: datasets is empty.");
        }

        Datasets = datasets;
        Info = datasets.Select(d => d.Info).FirstOrDefault(info => info.ClassNames.Count > 0) ?? datasets[0].Info;
        _ends = new int[datasets.Count];
        var end = 0;
        for (var i = 0; i < datasets.Count; i++)
        {
            var names = datasets[i].Info.ClassNames;
            if (names.Count > 0 && !names.SequenceEqual(Info.ClassNames))
            {
                throw new BaronException($"ConcatDataset: dataset {i} has other classes than the first ({names.Count} and {Info.ClassNames.Count}); give all the same metainfo.classes.");
            }

            if (end > int.MaxValue - datasets[i].Count)
            {
                throw new BaronException($"ConcatDataset: the datasets have more than {int.MaxValue} samples together.");
            }

            _ends[i] = end += datasets[i].Count;
        }
    }

    /// <summary>The joined datasets.</summary>
    public IReadOnlyList<IDataset> Datasets { get; }

    /// <inheritdoc/>
    public int Count => _ends[^1];

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <summary>Which dataset a sample belongs to, and its index there.</summary>
    /// <param name="index">0-based.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public (int Source, int Index) Locate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var source = 0;
        while (index >= _ends[source])
        {
            source++;
        }

        return (source, index - Start(source));
    }

    /// <summary>The index of a dataset's first sample.</summary>
    /// <param name="source">Which dataset.</param>
    public int Start(int source) => source == 0 ? 0 : _ends[source - 1];

    /// <inheritdoc/>
    public ImageSize GetSize(int index)
    {
        var (source, inner) = Locate(index);
        return Datasets[source].GetSize(inner);
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> GetClasses(int index)
    {
        var (source, inner) = Locate(index);
        return ClassIndex.Of(Datasets[source]).GetClasses(inner);
    }

    /// <inheritdoc/>
    public long GetImageId(int index)
    {
        var (source, inner) = Annotated(index);
        return source.GetImageId(inner);
    }

    /// <inheritdoc/>
    public ImageAnnotations GetAnnotations(int index)
    {
        var (source, inner) = Annotated(index);
        return source.GetAnnotations(inner);
    }

    /// <inheritdoc/>
    public DataSample? Get(int index, IRandomSource random)
    {
        var (source, inner) = Locate(index);
        return Datasets[source].Get(inner, random);
    }

    /// <inheritdoc/>
    public int Replacement(int index, IRandomSource random)
    {
        var (source, inner) = Locate(index);
        return Start(source) + Datasets[source].Replacement(inner, random);
    }

    private (IAnnotatedDataset Source, int Index) Annotated(int index)
    {
        var (source, inner) = Locate(index);
        return Datasets[source] is IAnnotatedDataset annotated
            ? (annotated, inner)
            : throw new BaronException($"ConcatDataset: dataset {source} ({Datasets[source].GetType().Name}) does not tell its annotations (IAnnotatedDataset).");
    }
}
