using Baron.Structures;
using Baron.Training;

namespace Baron.Data;

/// <summary>A loader's batches epoch after epoch, for the training loop. A position is a number of batches, so a resumed run continues exactly.</summary>
/// <param name="loader">The loader.</param>
public sealed class LoaderBatchSource(DataLoader loader) : IBatchSource
{
    private IEnumerator<SampleBatch>? _current;

    /// <summary>The loader.</summary>
    public DataLoader Loader { get; } = loader;

    /// <inheritdoc/>
    public int? BatchesPerEpoch => Loader.BatchesPerEpoch;

    /// <inheritdoc/>
    public long Position { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public void Seek(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        Dispose();
        Position = position;
    }

    /// <inheritdoc/>
    /// <exception cref="BaronException">
    /// A sample cannot be loaded; the message has the picture's path. Or an epoch has no batch, or boxes do not lie where the objects
    /// of the picture are.
    /// </exception>
    public SampleBatch Next()
    {
        if (_current is null || !_current.MoveNext())
        {
            Dispose();
            var perEpoch = BatchesPerEpoch;
            var (epoch, first) = perEpoch is { } count and > 0 ? ((int)(Position / count), Position % count) : (0, Position);
            _current = Loader.Read(epoch, first).GetEnumerator();
            if (!_current.MoveNext())
            {
                throw new BaronException($"An epoch of {Loader.Dataset.Count} samples has no full batch of {Loader.BatchSize}; choose a smaller batch_size or drop_last = false.");
            }
        }

        if (_current.Current.Samples.FirstOrDefault(sample => sample.Truth.IsOfFile) is { } sample)
        {
            var path = sample.Meta.Path;
            _current.Current.Dispose();
            throw new BaronException($"The training pipeline loads annotations after it changed the size of '{path}' or mirrored it, so that boxes would not lie on the objects; put LoadAnnotations right behind LoadImageFromFile.");
        }

        Position++;
        return _current.Current;
    }

    /// <summary>Stops the loader's workers.</summary>
    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
    }
}
