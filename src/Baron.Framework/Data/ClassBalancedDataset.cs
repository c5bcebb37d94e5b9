using Baron.Registry;
using Baron.Structures;

namespace Baron.Data;

/// <summary>
/// Repeats images of rare classes (Gupta et al., <i>LVIS</i>, CVPR 2019): a class in a fraction f of the images asks for
/// max(1, sqrt(t / f)) repeats, an image for the largest of its classes, rounded up.
/// </summary>
[Component("ClassBalancedDataset")]
public sealed class ClassBalancedDataset : IClassIndexedDataset
{
    private readonly IDataset _dataset;
    private readonly int[] _indices;
    private readonly int[] _firstOf;

    /// <summary>Computes the repeats.</summary>
    /// <param name="dataset">A dataset that knows the classes of its samples.</param>
    /// <param name="oversampleThr">t, in 0-1: classes in a smaller fraction of the images than this are repeated.</param>
    /// <param name="filterEmptyGt">Whether images without any class are all alike (repeated once); else they count as a class of their own.</param>
    /// <exception cref="BaronException">The threshold is not in 0-1, or the dataset does not know classes.</exception>
    public ClassBalancedDataset(IDataset dataset, double oversampleThr, bool filterEmptyGt = true)
    {
        if (oversampleThr is not (>= 0 and <= 1))
        {
            throw new BaronException("ClassBalancedDataset: oversample_thr lies between 0 and 1.");
        }

        _dataset = dataset;
        var indexed = ClassIndex.Of(dataset);
        var classes = new IReadOnlyList<int>[dataset.Count];
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = indexed.GetClasses(i);
            if (classes[i].Count == 0 && !filterEmptyGt)
            {
                classes[i] = [dataset.Info.ClassNames.Count];
            }

            foreach (var label in classes[i])
            {
                counts[label] = counts.GetValueOrDefault(label) + 1;
            }
        }

        var byClass = counts.ToDictionary(c => c.Key, c => Math.Max(1.0, Math.Sqrt(oversampleThr / ((double)c.Value / dataset.Count))));
        RepeatFactors = [.. classes.Select(labels => labels.Count == 0 ? 1.0 : labels.Max(label => byClass[label]))];
        var indices = new List<int>();
        _firstOf = new int[classes.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            _firstOf[i] = indices.Count;
            indices.AddRange(Enumerable.Repeat(i, (int)Math.Ceiling(RepeatFactors[i])));
        }

        _indices = [.. indices];
    }

    /// <summary>The dataset whose images are repeated.</summary>
    public IDataset Dataset => _dataset;

    /// <summary>The repeat factor of each image, before rounding up.</summary>
    public IReadOnlyList<double> RepeatFactors { get; }

    /// <summary>The image of each sample.</summary>
    public IReadOnlyList<int> RepeatIndices => _indices;

    /// <inheritdoc/>
    public int Count => _indices.Length;

    /// <inheritdoc/>
    public DatasetInfo Info => _dataset.Info;

    /// <inheritdoc/>
    public ImageSize GetSize(int index) => _dataset.GetSize(_indices[index]);

    /// <inheritdoc/>
    public IReadOnlyList<int> GetClasses(int index) => ClassIndex.Of(_dataset).GetClasses(_indices[index]);

    /// <inheritdoc/>
    public DataSample? Get(int index, IRandomSource random) => _dataset.Get(_indices[index], random);

    /// <inheritdoc/>
    public int Replacement(int index, IRandomSource random) => _firstOf[_dataset.Replacement(_indices[index], random)];
}
