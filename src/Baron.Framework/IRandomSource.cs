namespace Baron;

/// <summary>
/// The one source of randomness of a run: seeded, passed in, and its state saved in checkpoints, so that a resumed run
/// continues bit for bit. Components take it as a constructor parameter; data workers get a fork per sample.
/// </summary>
public interface IRandomSource
{
    /// <summary>Draws 64 uniform bits.</summary>
    ulong NextUInt64();

    /// <summary>Draws a uniform number in [0, 1).</summary>
    double NextDouble();

    /// <summary>Draws a uniform integer in [0, <paramref name="exclusiveMax"/>).</summary>
    /// <param name="exclusiveMax">The exclusive upper bound, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is less than 1.</exception>
    int NextInt(int exclusiveMax);

    /// <summary>Draws a uniform permutation of 0 .. <paramref name="count"/> - 1.</summary>
    /// <param name="count">The number of items.</param>
    int[] Permutation(int count);

    /// <summary>Draws <paramref name="take"/> distinct indices of 0 .. <paramref name="count"/> - 1, in random order.</summary>
    /// <param name="count">The number of items to choose from.</param>
    /// <param name="take">How many to take, at most <paramref name="count"/>.</param>
    int[] Choose(int count, int take);

    /// <summary>Draws from the standard normal distribution.</summary>
    double NextGaussian();

    /// <summary>
    /// Creates an independent source whose sequence depends only on this source's seed and <paramref name="key"/>, not on
    /// how much has been drawn from this one.
    /// </summary>
    /// <param name="key">A name such as <c>sampler/epoch3/rank0</c>.</param>
    IRandomSource Fork(string key);

    /// <summary>Returns the state, to be given to <see cref="RestoreState"/> later.</summary>
    ulong[] SaveState();

    /// <summary>Continues from a state that <see cref="SaveState"/> returned.</summary>
    /// <param name="state">The saved words.</param>
    /// <exception cref="ArgumentException">The state does not have this source's form.</exception>
    void RestoreState(ulong[] state);
}
