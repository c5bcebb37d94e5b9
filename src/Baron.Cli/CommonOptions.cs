using System.CommandLine;
using Baron.Configuration;
using Baron.Hosting;

namespace Baron.Cli;

/// <summary>Options of every command, and the options that several share.</summary>
internal sealed class CommonOptions
{
    public Option<string[]> PluginDirectories { get; } = new("--plugins-dir")
    {
        Description = "A folder to search for plugins, before all others; may be given several times.",
        HelpName = "D",
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Add stack traces to errors.", Recursive = true };

    /// <summary>A new <c>--set</c>; options belong to one command each.</summary>
    public static Option<string[]> CreateSet() => new("--set")
    {
        Description = "Change a key of the config, such as train_cfg.max_iters=100; the value in TOML; several may follow.",
        HelpName = "k=v",
        DefaultValueFactory = _ => [],
    };

    /// <summary>A new <c>--unset</c>.</summary>
    public static Option<string[]> CreateUnset() => new("--unset")
    {
        Description = "Remove a key of the config, so that its default applies; may be given several times.",
        HelpName = "k",
        DefaultValueFactory = _ => [],
    };

    /// <summary>A new <c>--json</c>.</summary>
    public static Option<bool> CreateJson() => new("--json") { Description = "Print one JSON document instead of text." };

    /// <summary>The host without a config.</summary>
    public BaronHost StartHost(ParseResult parsed) => BaronHost.Start(HostOptions(parsed));

    /// <summary>The host for a config.</summary>
    public BaronHost StartHost(ParseResult parsed, ConfigDocument document) => BaronHost.StartFor(document, HostOptions(parsed));

    /// <summary>The changes of the command line: <c>--set</c>, then <c>--unset</c>.</summary>
    public static List<ConfigOverride> Overrides(ParseResult parsed, Option<string[]> set, Option<string[]> unset) =>
        [.. (parsed.GetValue(set) ?? []).Select(ConfigOverride.Set), .. (parsed.GetValue(unset) ?? []).Select(ConfigOverride.Unset)];

    /// <summary>Where plugins are found.</summary>
    public BaronHostOptions HostOptions(ParseResult parsed) => new() { PluginDirectories = parsed.GetValue(PluginDirectories) ?? [] };
}
