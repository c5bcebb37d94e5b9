using Baron.Registry;

namespace Baron.Training.Optimizers;

/// <summary>Adam (Kingma and Ba, 2015), with weight decay added to the gradient.</summary>
[Component("Adam")]
public sealed class Adam : IOptimizerFactory
{
    private readonly double[] _betas;
    private readonly double _eps;

    /// <summary>Creates the settings.</summary>
    /// <param name="lr">Learning rate.</param>
    /// <param name="betas">Decay of the first and second moment, <c>[0.9, 0.999]</c> when absent.</param>
    /// <param name="eps">Added to the root of the second moment.</param>
    /// <param name="weightDecay">Added to the gradient times the parameter.</param>
    /// <exception cref="BaronException">A value is out of range.</exception>
    public Adam(double lr = 1e-3, IReadOnlyList<double>? betas = null, double eps = 1e-8, double weightDecay = 0)
    {
        OptimizerArguments.NotNegative("lr", lr);
        OptimizerArguments.NotNegative("eps", eps);
        OptimizerArguments.NotNegative("weight_decay", weightDecay);
        _betas = [.. betas ?? [0.9, 0.999]];
        OptimizerArguments.Betas(_betas);
        LearningRate = lr;
        WeightDecay = weightDecay;
        _eps = eps;
    }

    /// <inheritdoc/>
    public double LearningRate { get; }

    /// <inheritdoc/>
    public double WeightDecay { get; }

    /// <inheritdoc/>
    public Optimizer Create(IReadOnlyList<ParameterGroup> groups) => new AdamOptimizer(groups, _betas[0], _betas[1], _eps, decoupled: false);
}
