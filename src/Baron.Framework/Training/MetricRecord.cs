namespace Baron.Training;

/// <summary>One validation of a run.</summary>
/// <param name="Iteration">Iterations done by then.</param>
/// <param name="Epoch">Epochs done by then, in a loop by epochs.</param>
/// <param name="Metrics">The metrics.</param>
public sealed record MetricRecord(int Iteration, int Epoch, IReadOnlyList<KeyValuePair<string, double>> Metrics);
