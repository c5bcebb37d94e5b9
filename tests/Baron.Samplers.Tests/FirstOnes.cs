namespace Baron.Samplers.Tests;

/// <summary>The replaced randomness of the golden fixtures: the first ones are chosen.</summary>
internal sealed class FirstOnes : IRandomSource
{
    public ulong NextUInt64() => 0;

    public double NextDouble() => 0;

    public int NextInt(int exclusiveMax) => 0;

    public int[] Permutation(int count) => Enumerable.Range(0, count).ToArray();

    public int[] Choose(int count, int take) => Enumerable.Range(0, take).ToArray();

    public double NextGaussian() => 0;

    public IRandomSource Fork(string key) => this;

    public ulong[] SaveState() => [];

    public void RestoreState(ulong[] state)
    {
    }
}
