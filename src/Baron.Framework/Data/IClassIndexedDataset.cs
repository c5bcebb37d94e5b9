namespace Baron.Data;

/// <summary>A dataset that knows the classes of a sample without loading it, for class-balanced sampling.</summary>
public interface IClassIndexedDataset : IDataset
{
    /// <summary>The classes in a sample, ignored instances included.</summary>
    /// <param name="index">0-based.</param>
    /// <returns>Distinct 0-based labels, ascending.</returns>
    IReadOnlyList<int> GetClasses(int index);
}
