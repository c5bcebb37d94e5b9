namespace Baron.Training.Settings;

/// <summary>Randomness of a run.</summary>
/// <param name="Seed">The seed of everything random.</param>
/// <param name="Deterministic">Whether kernels without a fixed order of sums are refused; on the CPU every run is repeatable anyway.</param>
public sealed record RandomnessConfig(ulong Seed = 0, bool Deterministic = false);
