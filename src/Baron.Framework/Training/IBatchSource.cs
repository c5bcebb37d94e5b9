using Baron.Structures;

namespace Baron.Training;

/// <summary>An endless stream of batches with a position that a resumed run continues from.</summary>
public interface IBatchSource : IDisposable
{
    /// <summary>Batches in an epoch, or <c>null</c> when epochs have no end.</summary>
    int? BatchesPerEpoch { get; }

    /// <summary>Batches delivered so far.</summary>
    long Position { get; }

    /// <summary>Continues after that many batches. Called before the first <see cref="Next"/>.</summary>
    /// <param name="position">Batches to leave out.</param>
    void Seek(long position);

    /// <summary>The next batch; the caller disposes it.</summary>
    SampleBatch Next();
}
