using System.Numerics;
using System.Text;

namespace Baron;

/// <summary>
/// <see cref="IRandomSource"/> over xoshiro256** (Blackman and Vigna, 2018), seeded through splitmix64.
/// </summary>
public sealed class RandomSource : IRandomSource
{
    private readonly ulong _seed;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Creates a source.</summary>
    /// <param name="seed">The seed; the same seed gives the same sequence on every machine.</param>
    public RandomSource(ulong seed)
    {
        _seed = seed;
        var z = seed;
        _s0 = SplitMix64(ref z);
        _s1 = SplitMix64(ref z);
        _s2 = SplitMix64(ref z);
        _s3 = SplitMix64(ref z);
    }

    /// <inheritdoc/>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <inheritdoc/>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);

        // Lemire's multiply-shift with rejection: exactly uniform.
        var bound = (ulong)exclusiveMax;
        var threshold = unchecked(0UL - bound) % bound;
        while (true)
        {
            var high = Math.BigMul(NextUInt64(), bound, out var low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    /// <inheritdoc/>
    public int[] Permutation(int count) => Choose(count, count);

    /// <inheritdoc/>
    public int[] Choose(int count, int take)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(take);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, count);
        var items = new int[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = i;
        }

        for (var i = 0; i < take; i++)
        {
            var j = i + NextInt(count - i);
            (items[i], items[j]) = (items[j], items[i]);
        }

        return take == count ? items : items[..take];
    }

    /// <inheritdoc/>
    public double NextGaussian()
    {
        // Box-Muller without the cached second value, so that the four words are the whole state.
        var radius = Math.Sqrt(-2.0 * Math.Log(1.0 - NextDouble()));
        return radius * Math.Cos(2.0 * Math.PI * NextDouble());
    }

    /// <inheritdoc/>
    public IRandomSource Fork(string key)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            hash = (hash ^ b) * 0x100000001b3UL;
        }

        var z = _seed ^ hash;
        return new RandomSource(SplitMix64(ref z));
    }

    /// <inheritdoc/>
    public ulong[] SaveState() => [_s0, _s1, _s2, _s3];

    /// <inheritdoc/>
    public void RestoreState(ulong[] state)
    {
        if (state.Length != 4 || state.All(word => word == 0))
        {
            throw new ArgumentException("A random state is four words that are not all zero.", nameof(state));
        }

        (_s0, _s1, _s2, _s3) = (state[0], state[1], state[2], state[3]);
    }

    private static ulong SplitMix64(ref ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        var r = z;
        r = (r ^ (r >> 30)) * 0xBF58476D1CE4E5B9UL;
        r = (r ^ (r >> 27)) * 0x94D049BB133111EBUL;
        return r ^ (r >> 31);
    }
}
