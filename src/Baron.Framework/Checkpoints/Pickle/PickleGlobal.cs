namespace Baron.Checkpoints.Pickle;

/// <summary>An allowed name of a module. Only the name: nothing of Python's exists here.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary><c>module.name</c>.</summary>
    public string FullName { get; } = $"{Module}.{Name}";
}
