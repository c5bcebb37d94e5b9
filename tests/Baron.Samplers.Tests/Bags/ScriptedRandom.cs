using Baron.Testing;

namespace Baron.Samplers.Tests.Bags;

/// <summary>
/// The replaced randomness of the fixtures: Bernoulli draw c has nine uniform numbers named <c>PREFIX/bern/c</c>; the r-th
/// permutation of a group rotates, then also reverses.
/// </summary>
internal sealed class ScriptedRandom(string prefix, long seed) : IRandomSource
{
    private double[] _numbers = [];
    private int _next;
    private int _order;

    public int Draws { get; private set; }

    public double NextDouble()
    {
        if (_next == _numbers.Length)
        {
            _numbers = GoldenFill.Uniform($"{prefix}/bern/{Draws++}", 9, seed);
            _next = 0;
        }

        _order = 0;
        return _numbers[_next++];
    }

    public int[] Permutation(int count)
    {
        var r = _order++;
        return Enumerable.Range(0, count).Select(i => r < count ? (i + r) % count : (((r - i) % count) + count) % count).ToArray();
    }

    public ulong NextUInt64() => throw new NotSupportedException();

    public int NextInt(int exclusiveMax) => throw new NotSupportedException();

    public int[] Choose(int count, int take) => throw new NotSupportedException();

    public double NextGaussian() => throw new NotSupportedException();

    public IRandomSource Fork(string key) => throw new NotSupportedException();

    public ulong[] SaveState() => throw new NotSupportedException();

    public void RestoreState(ulong[] state) => throw new NotSupportedException();
}
