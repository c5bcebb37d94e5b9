using System.CommandLine;
using Baron.Configuration;

namespace Baron.Cli.Commands;

/// <summary>Options of commands that run a config: changes of it under names of their own.</summary>
internal sealed class RunSettings
{
    public Option<string?> Device { get; } = new("--device") { Description = "auto (CUDA where there is one), cpu, cuda or cuda:1; the config's when absent.", HelpName = "DEVICE" };

    public Option<ulong?> Seed { get; } = new("--seed") { Description = "Seed of everything random; the config's when absent.", HelpName = "N" };

    public Option<int?> Threads { get; } = new("--threads") { Description = "Threads inside one tensor operation; the config's when absent.", HelpName = "N" };

    public Option<string[]> Set { get; } = CommonOptions.CreateSet();

    public Option<string[]> Unset { get; } = CommonOptions.CreateUnset();

    public void AddTo(Command command)
    {
        command.Options.Add(Device);
        command.Options.Add(Seed);
        command.Options.Add(Threads);
        command.Options.Add(Set);
        command.Options.Add(Unset);
    }

    /// <summary>The changes in the order in which they count: <c>--set</c>, <c>--unset</c>, then options with names of their own.</summary>
    public List<ConfigOverride> Overrides(ParseResult parsed)
    {
        var changes = CommonOptions.Overrides(parsed, Set, Unset);
        Add(changes, "device", parsed.GetValue(Device), "--device");
        Add(changes, "randomness.seed", parsed.GetValue(Seed) is { } seed ? checked((long)seed) : null, "--seed");
        Add(changes, "runtime.threads", parsed.GetValue(Threads), "--threads");
        return changes;
    }

    public static void Add(List<ConfigOverride> changes, string path, object? value, string option)
    {
        if (value is not null)
        {
            changes.Add(ConfigOverride.Set(path, value, $"{option} {value}"));
        }
    }
}
