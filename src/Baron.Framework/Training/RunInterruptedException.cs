namespace Baron.Training;

/// <summary>The run was stopped by a signal, after its state was saved.</summary>
/// <param name="checkpoint">The checkpoint that was written, or <c>null</c> when there was nothing to save.</param>
public sealed class RunInterruptedException(string? checkpoint)
    : OperationCanceledException(checkpoint is null ? "Interrupted." : $"Interrupted; continue with --resume (saved {checkpoint}).")
{
    /// <summary>The checkpoint that was written, or <c>null</c>.</summary>
    public string? Checkpoint { get; } = checkpoint;
}
