namespace Baron.Checkpoints;

/// <summary>What is wrong inside of a checkpoint file; <see cref="CheckpointFile"/> adds the path.</summary>
internal sealed class CheckpointFormatException(string message, Exception? innerException = null)
    : Exception(message, innerException);
