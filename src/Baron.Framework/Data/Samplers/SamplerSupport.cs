namespace Baron.Data.Samplers;

/// <summary>What samplers share.</summary>
internal static class SamplerSupport
{
    /// <summary>The random source that <c>Attach</c> made.</summary>
    public static IRandomSource Attached(IRandomSource? random) =>
        random ?? throw new InvalidOperationException("A sampler is attached to a dataset before it is asked for batches.");

    /// <summary>Full random permutations of items one after the other, without end, of which one process takes every so-manieth.</summary>
    /// <param name="items">At least one item.</param>
    /// <param name="random">Makes the source of the n-th permutation.</param>
    /// <param name="rank">This process.</param>
    /// <param name="worldSize">The number of processes.</param>
    /// <param name="shuffle">Whether the order is random.</param>
    public static IEnumerable<int> Endless(IReadOnlyList<int> items, Func<long, IRandomSource> random, int rank, int worldSize, bool shuffle)
    {
        long position = 0;
        for (long round = 0; ; round++)
        {
            var order = shuffle ? random(round).Permutation(items.Count) : null;
            for (var i = 0; i < items.Count; i++, position++)
            {
                if (position % worldSize == rank)
                {
                    yield return items[order is null ? i : order[i]];
                }
            }
        }
    }
}
