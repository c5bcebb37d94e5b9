using Baron.Registry;
using Baron.Structures;

namespace Baron.Data;

/// <summary>A dataset with its pipeline. Safe to call from several loader threads at once.</summary>
[ComponentKind("dataset")]
public interface IDataset
{
    /// <summary>The number of samples after filtering.</summary>
    int Count { get; }

    /// <summary>Classes.</summary>
    DatasetInfo Info { get; }

    /// <summary>The original size of a sample's image, read from the annotations (for aspect-ratio groups and metrics).</summary>
    /// <param name="index">0-based.</param>
    ImageSize GetSize(int index);

    /// <summary>Loads a sample and runs the pipeline.</summary>
    /// <param name="index">0-based.</param>
    /// <param name="random">Randomness of this sample.</param>
    /// <returns>The packed sample, or <c>null</c> when the pipeline dropped it and the loader should take another.</returns>
    /// <exception cref="BaronException">The image cannot be read; the message has its path.</exception>
    DataSample? Get(int index, IRandomSource random);

    /// <summary>Chooses a sample to take the place of one that the pipeline dropped or that cannot be read.</summary>
    /// <param name="index">The sample to replace.</param>
    /// <param name="random">Randomness of the replaced sample.</param>
    /// <returns>An index; of the same source where the dataset joins several.</returns>
    int Replacement(int index, IRandomSource random) => random.NextInt(Count);
}
