using System.Collections.Concurrent;

namespace Baron;

/// <summary>
/// A source of several streams, so that work done side by side draws the same numbers whoever is first. A thread draws from the
/// stream it has entered, else from the main one.
/// </summary>
public sealed class StreamedRandomSource : IRandomSource
{
    [ThreadStatic]
    private static string? _entered;

    private readonly RandomSource _main;
    private readonly ConcurrentDictionary<string, RandomSource> _streams = new(StringComparer.Ordinal);

    /// <summary>Creates the source.</summary>
    /// <param name="seed">The seed; the main stream is that of <see cref="RandomSource"/> with it.</param>
    public StreamedRandomSource(ulong seed) => _main = new RandomSource(seed);

    private RandomSource Current => _entered is { } name
        ? _streams.GetOrAdd(name, key => (RandomSource)_main.Fork("stream/" + key))
        : _main;

    /// <summary>Lets the calling thread draw from a stream, of every streamed source, until the result is disposed.</summary>
    /// <param name="name">The stream.</param>
    public static IDisposable Enter(string name)
    {
        var before = _entered;
        _entered = name;
        return new Exit(before);
    }

    /// <inheritdoc/>
    public ulong NextUInt64() => Current.NextUInt64();

    /// <inheritdoc/>
    public double NextDouble() => Current.NextDouble();

    /// <inheritdoc/>
    public int NextInt(int exclusiveMax) => Current.NextInt(exclusiveMax);

    /// <inheritdoc/>
    public int[] Permutation(int count) => Current.Permutation(count);

    /// <inheritdoc/>
    public int[] Choose(int count, int take) => Current.Choose(count, take);

    /// <inheritdoc/>
    public double NextGaussian() => Current.NextGaussian();

    /// <inheritdoc/>
    public IRandomSource Fork(string key) => _main.Fork(key);

    /// <summary>The state of the main stream.</summary>
    public ulong[] SaveState() => _main.SaveState();

    /// <summary>Continues the main stream from a state.</summary>
    /// <param name="state">The saved words.</param>
    /// <exception cref="ArgumentException">The state does not have this source's form.</exception>
    public void RestoreState(ulong[] state) => _main.RestoreState(state);

    /// <summary>The states of all streams but the main one, by name.</summary>
    public IReadOnlyDictionary<string, ulong[]> SaveStreams() =>
        _streams.ToDictionary(pair => pair.Key, pair => pair.Value.SaveState(), StringComparer.Ordinal);

    /// <summary>Continues streams from their states; others begin anew.</summary>
    /// <param name="states">What <see cref="SaveStreams"/> returned.</param>
    /// <exception cref="ArgumentException">A state does not have this source's form.</exception>
    public void RestoreStreams(IReadOnlyDictionary<string, ulong[]> states)
    {
        _streams.Clear();
        foreach (var (name, state) in states)
        {
            var stream = (RandomSource)_main.Fork("stream/" + name);
            stream.RestoreState(state);
            _streams[name] = stream;
        }
    }

    private sealed class Exit(string? before) : IDisposable
    {
        public void Dispose() => _entered = before;
    }
}
