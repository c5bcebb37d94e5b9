using System.ComponentModel.DataAnnotations;

namespace Baron.Training.Settings;

/// <summary>Threads of a run.</summary>
/// <param name="Threads">
/// Threads inside one tensor operation; one for each core when absent. Small models gain nothing from a second one, and the data
/// loader's workers use the cores that are left.
/// </param>
/// <param name="ParallelBranches">
/// Whether a model's independent batches (detection, knowledge distillation) are computed on two threads, on the CPU. The numbers
/// are the same either way.
/// </param>
public sealed record RuntimeConfig([Range(1, 1024)] int? Threads = null, bool ParallelBranches = false);
