namespace Baron.Configuration.Import;

/// <summary>Where <see cref="ConfigImporter"/> finds things.</summary>
public sealed record ConfigImportOptions
{
    /// <summary>
    /// Folders that <c>mmdet::faster_rcnn/x.py</c> is looked up in: checkouts of MMDetection, or their <c>configs</c>. Folders
    /// <c>configs</c> above the file are searched too.
    /// </summary>
    public IReadOnlyList<string> MmdetRoots { get; init; } = [];

    /// <summary>Folders with Baron's own configs, where <c>mmdet::faster_rcnn/x.py</c> may be <c>faster_rcnn/x.toml</c>.</summary>
    public IReadOnlyList<string> BaronRoots { get; init; } = [];

    /// <summary>Whether a component is registered; hooks that only MMEngine needs are left out where it is not.</summary>
    public Func<string, bool>? IsKnown { get; init; }

    /// <summary>
    /// The default of a component's key as a config would write it, by type and key; <c>null</c> where there is none. None in
    /// place of such a default is reported, since TOML cannot say it.
    /// </summary>
    public Func<string, string, string?>? DefaultOf { get; init; }
}
