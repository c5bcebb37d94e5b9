namespace Baron.Checkpoints.Pickle;

/// <summary>An instance of a harmless class, kept as the data it was saved with; the class itself does not exist here.</summary>
internal sealed class PickleObject(PickleGlobal type, object?[] arguments)
{
    /// <summary>The class.</summary>
    public PickleGlobal Type { get; } = type;

    /// <summary>What its constructor was given.</summary>
    public object?[] Arguments { get; } = arguments;

    /// <summary>What its state was set to.</summary>
    public object? State { get; set; }

    /// <summary>Its entries, for subclasses of dict.</summary>
    public PickleDict? Items { get; set; }
}
