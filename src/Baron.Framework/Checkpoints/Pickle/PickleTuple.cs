namespace Baron.Checkpoints.Pickle;

/// <summary>A Python tuple.</summary>
internal sealed class PickleTuple(object?[] items)
{
    /// <summary>Its items.</summary>
    public object?[] Items { get; } = items;
}
