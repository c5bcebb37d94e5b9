using Baron.Registry;

namespace Baron.Training.Loops;

/// <summary>Trains for a number of iterations.</summary>
[Component("IterBasedTrainLoop")]
public sealed class IterBasedTrainLoop : ITrainLoop
{
    private readonly int _maxIters;
    private readonly int _valInterval;
    private readonly int _valBegin;

    /// <summary>Creates the loop.</summary>
    /// <param name="maxIters">Iterations of the run.</param>
    /// <param name="valInterval">Iterations between validations; there is one at the end in any case.</param>
    /// <param name="valBegin">No validation before this iteration.</param>
    /// <exception cref="BaronException">A value is below 1.</exception>
    public IterBasedTrainLoop(int maxIters, int valInterval = 1000, int valBegin = 1)
    {
        if (maxIters < 1 || valInterval < 1)
        {
            throw new BaronException($"max_iters is {maxIters} and val_interval {valInterval}; both must be at least 1.");
        }

        _maxIters = maxIters;
        _valInterval = valInterval;
        _valBegin = valBegin;
    }

    /// <inheritdoc/>
    public bool ByEpoch => false;

    /// <inheritdoc/>
    public int? TotalEpochs => null;

    /// <inheritdoc/>
    public int TotalIterations(int? batchesPerEpoch) => _maxIters;

    /// <inheritdoc/>
    public void Run(Runner runner)
    {
        // A run may have been stopped after a checkpoint and before the validation that was due with it.
        ValidateWhenDue(runner);
        while (runner.Iteration < _maxIters && !runner.EndRequested)
        {
            runner.RunIteration();
            ValidateWhenDue(runner);
        }
    }

    private void ValidateWhenDue(Runner runner)
    {
        if (runner.HasValidation && runner.Iteration > 0 && runner.Iteration >= _valBegin && !runner.IsValidated
            && (runner.Iteration % _valInterval == 0 || runner.Iteration == _maxIters))
        {
            runner.Validate();
        }
    }
}
