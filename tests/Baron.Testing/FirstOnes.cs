namespace Baron.Testing;

/// <summary>The replaced randomness of the golden fixtures: the first ones are chosen.</summary>
public sealed class FirstOnes : IRandomSource
{
    /// <inheritdoc/>
    public ulong NextUInt64() => 0;

    /// <inheritdoc/>
    public double NextDouble() => 0;

    /// <inheritdoc/>
    public int NextInt(int exclusiveMax) => 0;

    /// <inheritdoc/>
    public int[] Permutation(int count) => Enumerable.Range(0, count).ToArray();

    /// <inheritdoc/>
    public int[] Choose(int count, int take) => Enumerable.Range(0, take).ToArray();

    /// <inheritdoc/>
    public double NextGaussian() => 0;

    /// <inheritdoc/>
    public IRandomSource Fork(string key) => this;

    /// <inheritdoc/>
    public ulong[] SaveState() => [];

    /// <inheritdoc/>
    public void RestoreState(ulong[] state)
    {
    }
}
