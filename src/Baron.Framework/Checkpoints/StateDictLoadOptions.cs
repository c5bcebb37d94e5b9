namespace Baron.Checkpoints;

/// <summary>How <see cref="StateDictLoader"/> matches a file's names with a module's.</summary>
public sealed record StateDictLoadOptions
{
    /// <summary>
    /// Whether a missing, unexpected or mis-shaped name is an error. Otherwise what fits is loaded and the report says the rest.
    /// </summary>
    public bool Strict { get; init; } = true;

    /// <summary>Only names that start with this are taken, without it (<c>backbone.</c>); empty for all.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>
    /// Gives the module's name for a file's name (after <see cref="Prefix"/> is off), or <c>null</c> to leave the tensor out;
    /// <c>null</c> for the same names.
    /// </summary>
    public Func<string, string?>? KeyMap { get; init; }

    /// <summary>Module names for which this is true may be missing, also when strict (a frozen CLIP that has a file of its own).</summary>
    public Func<string, bool>? MayBeMissing { get; init; }

    /// <summary>File names (after the map) for which this is true may be left over, also when strict.</summary>
    public Func<string, bool>? MayBeUnexpected { get; init; }
}
