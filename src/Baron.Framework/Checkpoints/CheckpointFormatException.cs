namespace Baron.Checkpoints;

/// <summary>What is wrong inside of a checkpoint file; <see cref="CheckpointFile"/> adds the path.</summary>
internal sealed class CheckpointFormatException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    private const int Longest = 1000;

    /// <summary>The error for the user, in one line whatever names the file has.</summary>
    /// <param name="path">The file.</param>
    public BaronException At(string? path)
    {
        var text = new string([.. Message.Take(Longest).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c)]);
        return new BaronException($"{path} cannot be used as a checkpoint: {text}{(Message.Length > Longest ? "..." : "")}.", this);
    }
}
