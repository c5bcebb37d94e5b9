using Baron.Registry;

namespace Baron.Training.Optimizers;

/// <summary>Stochastic gradient descent with momentum and weight decay.</summary>
[Component("SGD")]
public sealed class Sgd : IOptimizerFactory
{
    private readonly double _momentum;
    private readonly double _dampening;
    private readonly bool _nesterov;

    /// <summary>Creates the settings.</summary>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">Share of the last update that is kept, 0 for none.</param>
    /// <param name="weightDecay">Added to the gradient times the parameter.</param>
    /// <param name="dampening">Taken off the gradient's share in the momentum.</param>
    /// <param name="nesterov">Whether the step looks one momentum ahead.</param>
    /// <exception cref="BaronException">A value is out of range.</exception>
    public Sgd(double lr, double momentum = 0, double weightDecay = 0, double dampening = 0, bool nesterov = false)
    {
        OptimizerArguments.NotNegative("lr", lr);
        OptimizerArguments.NotNegative("momentum", momentum);
        OptimizerArguments.NotNegative("weight_decay", weightDecay);
        if (nesterov && (momentum <= 0 || dampening != 0))
        {
            throw new BaronException("nesterov needs a momentum above 0 and dampening 0.");
        }

        LearningRate = lr;
        WeightDecay = weightDecay;
        _momentum = momentum;
        _dampening = dampening;
        _nesterov = nesterov;
    }

    /// <inheritdoc/>
    public double LearningRate { get; }

    /// <inheritdoc/>
    public double WeightDecay { get; }

    /// <inheritdoc/>
    public Optimizer Create(IReadOnlyList<ParameterGroup> groups) => new SgdOptimizer(groups, _momentum, _dampening, _nesterov);
}
