namespace Baron.Plugins;

/// <summary>Whether an assembly that was built against one version can run with another.</summary>
internal static class PluginCompatibility
{
    /// <summary>
    /// Semantic versioning: the same major version (before 1.0 the same minor version too), and not built against a newer one.
    /// </summary>
    public static bool Accepts(Version built, Version present) =>
        built.Major == present.Major && (built.Major > 0 || built.Minor == present.Minor) && Cut(built) <= Cut(present);

    /// <summary>A version without its last part, which is not part of the promise.</summary>
    public static Version Cut(Version version) => new(version.Major, version.Minor, Math.Max(version.Build, 0));
}
