using System.Reflection;

namespace Baron.Hosting;

/// <summary>Where a <see cref="BaronHost"/> finds plugins.</summary>
public sealed record BaronHostOptions
{
    /// <summary>Folders of the command line (<c>--plugins-dir</c>), searched first.</summary>
    public IReadOnlyList<string> PluginDirectories { get; init; } = [];

    /// <summary>Folders that a config names in <c>plugins</c>.</summary>
    public IReadOnlyList<string> ConfigPluginDirectories { get; init; } = [];

    /// <summary>Whether <c>BARON_PLUGINS</c>, the application's own folder, the home folder and the repository are searched.</summary>
    public bool SearchDefaultFolders { get; init; } = true;

    /// <summary>Assemblies of the program itself that bring components.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; init; } = [];
}
