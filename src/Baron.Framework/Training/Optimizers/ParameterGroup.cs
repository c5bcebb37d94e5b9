using TorchSharp.Modules;

namespace Baron.Training.Optimizers;

/// <summary>Parameters that are updated with the same learning rate and weight decay.</summary>
public sealed class ParameterGroup
{
    /// <summary>Creates a group.</summary>
    /// <param name="parameters">Parameters and their names in the model.</param>
    /// <param name="learningRate">The learning rate that schedules start from.</param>
    /// <param name="weightDecay">The weight decay.</param>
    public ParameterGroup(IReadOnlyList<KeyValuePair<string, Parameter>> parameters, double learningRate, double weightDecay)
    {
        Parameters = parameters;
        InitialLearningRate = learningRate;
        LearningRate = learningRate;
        WeightDecay = weightDecay;
    }

    /// <summary>The parameters and their names in the model.</summary>
    public IReadOnlyList<KeyValuePair<string, Parameter>> Parameters { get; }

    /// <summary>The learning rate before any schedule.</summary>
    public double InitialLearningRate { get; }

    /// <summary>The learning rate of the next step; schedules write it.</summary>
    public double LearningRate { get; set; }

    /// <summary>The weight decay of the next step.</summary>
    public double WeightDecay { get; set; }
}
