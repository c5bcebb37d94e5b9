namespace Baron.Training;

/// <summary>What happened in one training iteration.</summary>
/// <param name="Iteration">Iterations done, this one included.</param>
/// <param name="LearningRate">The learning rate of the first group in this iteration.</param>
/// <param name="Loss">The sum of the differentiated losses.</param>
/// <param name="Values">Every loss and logged number of the model by name.</param>
/// <param name="GradientNorm">The norm of the gradients before clipping, where it was measured.</param>
/// <param name="Seconds">Wall time, waiting for data included.</param>
/// <param name="DataSeconds">Wall time of waiting for data.</param>
public sealed record TrainStep(
    int Iteration,
    double LearningRate,
    double Loss,
    IReadOnlyList<KeyValuePair<string, double>> Values,
    double? GradientNorm,
    double Seconds,
    double DataSeconds);
