namespace Baron.Training;

/// <summary>Where a run is.</summary>
/// <param name="Phase"><c>train</c>, <c>val</c> or <c>test</c>.</param>
/// <param name="Done">Iterations or images done.</param>
/// <param name="Total">Iterations or images of the whole phase, 0 when unknown.</param>
/// <param name="SecondsEach">Recent seconds of an iteration or image.</param>
/// <param name="Values">Numbers to show, the most important first.</param>
public sealed record RunProgress(
    string Phase,
    int Done,
    int Total,
    double SecondsEach,
    IReadOnlyList<KeyValuePair<string, double>> Values)
{
    /// <summary>Where a training by epochs is, such as <c>epoch 2 of 12</c>; <c>null</c> for others.</summary>
    public string? Epoch { get; init; }

    /// <summary>How far the phase is, such as <c>14/36 (epoch 2 of 3)</c>.</summary>
    public string Position => $"{Done}/{Total}{(Epoch is null ? "" : $" ({Epoch})")}";

    /// <summary>The expected time to the end of the phase.</summary>
    public TimeSpan Remaining => TimeSpan.FromSeconds(Math.Max(0, Total - Done) * SecondsEach);
}
