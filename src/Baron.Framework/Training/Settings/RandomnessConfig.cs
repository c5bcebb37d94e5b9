namespace Baron.Training.Settings;

/// <summary>Randomness of a run.</summary>
/// <param name="Seed">The seed of everything random.</param>
/// <param name="Deterministic">
/// Whether only kernels with a fixed order of sums are used, so that two runs on one CUDA device are the same; an operator that has no
/// such kernel ends the run with its name. On the CPU every run is repeatable anyway.
/// </param>
public sealed record RandomnessConfig(ulong Seed = 0, bool Deterministic = false);
