using Baron.Registry;

namespace Baron.Training.Loops;

/// <summary>The order of training and validation (<c>train_cfg</c>).</summary>
[ComponentKind("train_loop")]
public interface ITrainLoop
{
    /// <summary>Whether the loop counts epochs; checkpoints are then named by epoch.</summary>
    bool ByEpoch { get; }

    /// <summary>Iterations of the whole run.</summary>
    /// <param name="batchesPerEpoch">Batches in an epoch, or <c>null</c> when epochs have no end.</param>
    /// <exception cref="BaronException">The loop needs epochs and the data sampler has none.</exception>
    int TotalIterations(int? batchesPerEpoch);

    /// <summary>Epochs of the whole run, or <c>null</c> for a loop by iterations.</summary>
    int? TotalEpochs { get; }

    /// <summary>Trains from the runner's iteration to the end.</summary>
    /// <param name="runner">The run.</param>
    void Run(Runner runner);
}
