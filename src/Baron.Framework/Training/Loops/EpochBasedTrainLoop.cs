using Baron.Registry;

namespace Baron.Training.Loops;

/// <summary>Trains for a number of epochs.</summary>
[Component("EpochBasedTrainLoop")]
public sealed class EpochBasedTrainLoop : ITrainLoop
{
    private readonly int _maxEpochs;
    private readonly int _valInterval;
    private readonly int _valBegin;

    /// <summary>Creates the loop.</summary>
    /// <param name="maxEpochs">Epochs of the run.</param>
    /// <param name="valInterval">Epochs between validations; there is one at the end in any case.</param>
    /// <param name="valBegin">No validation before this epoch.</param>
    /// <exception cref="BaronException">A value is below 1.</exception>
    public EpochBasedTrainLoop(int maxEpochs, int valInterval = 1, int valBegin = 1)
    {
        if (maxEpochs < 1 || valInterval < 1)
        {
            throw new BaronException($"max_epochs is {maxEpochs} and val_interval {valInterval}; both must be at least 1.");
        }

        _maxEpochs = maxEpochs;
        _valInterval = valInterval;
        _valBegin = valBegin;
    }

    /// <inheritdoc/>
    public bool ByEpoch => true;

    /// <inheritdoc/>
    public int? TotalEpochs => _maxEpochs;

    /// <inheritdoc/>
    public int TotalIterations(int? batchesPerEpoch) => batchesPerEpoch is { } length
        ? checked(_maxEpochs * length)
        : throw new BaronException("train_cfg: EpochBasedTrainLoop needs epochs, but the data sampler is endless; use IterBasedTrainLoop or another sampler.");

    /// <inheritdoc/>
    public void Run(Runner runner)
    {
        var length = runner.IterationsPerEpoch ?? throw new InvalidOperationException("The data sampler is endless.");
        if (runner.Iteration > 0 && runner.Iteration % length == 0)
        {
            // A run may have been stopped after a checkpoint and before the end of its epoch or the validation that was due with it.
            EndEpoch(runner, length);
        }

        while (runner.Iteration < runner.TotalIterations && !runner.EndRequested)
        {
            if (runner.Iteration % length == 0)
            {
                runner.BeginEpoch();
            }

            runner.RunIteration();
            if (runner.Iteration % length == 0)
            {
                EndEpoch(runner, length);
            }
        }
    }

    private void EndEpoch(Runner runner, int length)
    {
        if (runner.Epoch * length < runner.Iteration)
        {
            runner.EndEpoch();
        }

        if (runner.HasValidation && runner.Epoch >= _valBegin && !runner.IsValidated && (runner.Epoch % _valInterval == 0 || runner.Epoch == _maxEpochs))
        {
            runner.Validate();
        }
    }
}
