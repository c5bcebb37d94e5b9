namespace Baron.Data;

/// <summary>Access to the classes of samples.</summary>
internal static class ClassIndex
{
    /// <summary>The dataset as one that knows the classes of its samples.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <exception cref="BaronException">It does not know them.</exception>
    public static IClassIndexedDataset Of(IDataset dataset) => dataset as IClassIndexedDataset
        ?? throw new BaronException($"Class-balanced sampling needs a dataset that knows the classes of its samples; {dataset.GetType().Name} does not (IClassIndexedDataset).");
}
