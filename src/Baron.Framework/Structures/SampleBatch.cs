namespace Baron.Structures;

/// <summary>The samples of one iteration as the loader yields them, grouped by branch.</summary>
public sealed class SampleBatch : IDisposable
{
    private readonly Dictionary<string, List<DataSample>> _branches = new(StringComparer.Ordinal);

    /// <summary>Creates a batch, keeping the samples' order within each branch; further branches of a sample follow it.</summary>
    /// <param name="samples">The samples.</param>
    public SampleBatch(IEnumerable<DataSample> samples)
    {
        var all = new List<DataSample>();
        foreach (var sample in samples.SelectMany(Flatten))
        {
            all.Add(sample);
            if (!_branches.TryGetValue(sample.Branch, out var list))
            {
                _branches.Add(sample.Branch, list = []);
            }

            list.Add(sample);
        }

        Samples = all;
    }

    /// <summary>All samples in loader order.</summary>
    public IReadOnlyList<DataSample> Samples { get; }

    /// <summary>The names of the branches present.</summary>
    public IReadOnlyCollection<string> Branches => _branches.Keys;

    /// <summary>The samples of one branch; empty when the batch has none of it.</summary>
    /// <param name="branch">The branch name.</param>
    public IReadOnlyList<DataSample> this[string branch] => _branches.TryGetValue(branch, out var list) ? list : [];

    /// <summary>Frees every sample. Disposing twice is harmless.</summary>
    public void Dispose()
    {
        foreach (var sample in Samples)
        {
            sample.Dispose();
        }
    }

    private static IEnumerable<DataSample> Flatten(DataSample sample) => sample.FurtherBranches.Count == 0
        ? [sample]
        : sample.FurtherBranches.SelectMany(Flatten).Prepend(sample with { FurtherBranches = [] });
}
