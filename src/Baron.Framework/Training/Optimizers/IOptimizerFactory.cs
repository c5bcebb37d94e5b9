using Baron.Registry;

namespace Baron.Training.Optimizers;

/// <summary>The settings of an optimiser (<c>optim_wrapper.optimizer</c>) and the way to make it.</summary>
[ComponentKind("optimizer")]
public interface IOptimizerFactory
{
    /// <summary>The learning rate of parameters without a multiplier.</summary>
    double LearningRate { get; }

    /// <summary>The weight decay of parameters without a multiplier.</summary>
    double WeightDecay { get; }

    /// <summary>Creates the optimiser.</summary>
    /// <param name="groups">At least one group; every parameter is in one group only.</param>
    Optimizer Create(IReadOnlyList<ParameterGroup> groups);
}
