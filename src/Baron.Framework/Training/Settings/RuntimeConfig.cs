using System.ComponentModel.DataAnnotations;

namespace Baron.Training.Settings;

/// <summary>Threads and precision of a run.</summary>
/// <param name="Threads">
/// Threads inside one tensor operation; one for each core when absent. Small models gain nothing from a second one, and the data
/// loader's workers use the cores that are left.
/// </param>
/// <param name="ParallelBranches">
/// Whether a model's independent batches (detection, knowledge distillation) are computed on two threads, on the CPU. The numbers
/// are the same either way.
/// </param>
/// <param name="AllowTf32">
/// Whether CUDA devices may round the factors of matrix products and convolutions to 10 bits (TF32), which is faster and no longer
/// the reference's numbers.
/// </param>
public sealed record RuntimeConfig([Range(1, 1024)] int? Threads = null, bool ParallelBranches = false, bool AllowTf32 = false);
