using System.ComponentModel.DataAnnotations;

namespace Baron.Training.Settings;

/// <summary>Scaling of the learning rate: <c>lr * batch_size * processes / base_batch_size</c>.</summary>
/// <param name="BaseBatchSize">The batch size, over all processes, that the learning rate was chosen for.</param>
/// <param name="Enable">Whether to scale; <c>--auto-scale-lr</c> does it too.</param>
public sealed record AutoScaleLrConfig([Range(1, 1_000_000)] int BaseBatchSize, bool Enable = false);
