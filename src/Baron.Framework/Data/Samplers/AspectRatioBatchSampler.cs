using Baron.Registry;

namespace Baron.Data.Samplers;

/// <summary>Batches whose images are all upright or all not, so that padding is small. A batch goes out as soon as it is full.</summary>
[Component("AspectRatioBatchSampler")]
public sealed class AspectRatioBatchSampler : IBatchSampler
{
    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<int>> Batches(IEnumerable<int> indices, IDataset dataset, int batchSize)
    {
        List<int>[] waiting = [[], []];
        foreach (var index in indices)
        {
            var size = dataset.GetSize(index);
            var group = size.Width < size.Height ? 0 : 1;
            waiting[group].Add(index);
            if (waiting[group].Count == batchSize)
            {
                yield return waiting[group];
                waiting[group] = [];
            }
        }

        foreach (var rest in waiting[0].Concat(waiting[1]).Chunk(batchSize))
        {
            yield return rest;
        }
    }
}
