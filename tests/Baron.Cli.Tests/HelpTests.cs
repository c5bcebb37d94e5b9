using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Baron.Cli.Tests;

/// <summary>What <c>--help</c> says, of every command.</summary>
public sealed partial class HelpTests
{
    private static IEnumerable<string> Commands() => Below("");

    [TestCaseSource(nameof(Commands))]
    public void Help_of_a_command_says_what_it_does_and_how_it_is_called(string command)
    {
        var text = Help(command);
        var usage = Section(text, "Usage").Single();
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.StartWith("Description:\n  ").And.Contain("\nOptions of every command:\n"));
            Assert.That(usage, Does.StartWith($"baron {command}".TrimEnd()).And.EndsWith("[options]"));
            foreach (var row in Rows(text).Append(Section(text, "Description").Single()))
            {
                Assert.That(row, Does.Match(@"\.( \[default: .+\])?$"), "a whole sentence");
                Assert.That(row, Does.Not.Contain("VALUE"), "a name for the value");
            }

            foreach (var required in Rows(text).Where(row => row.Contains("(required)", StringComparison.Ordinal)).Select(row => LongName().Match(row).Value))
            {
                Assert.That(usage, Does.Contain($" {required} <"), "the usage has everything that must be given");
            }
        });
    }

    [Test]
    public void What_may_be_left_out_is_in_brackets()
    {
        Assert.That(Section(Help("list"), "Usage").Single(), Is.EqualTo("baron list [<KIND>] [options]"));
        Assert.That(Section(Help("list"), "Arguments").Single(), Does.StartWith("[<KIND>]  Only components of this kind"));
        Assert.That(Section(Help(""), "Commands"), Has.Some.StartsWith("list [<KIND>]  ").And.Some.StartsWith("detect <INPUT>...  "));
        Assert.That(Section(Help("train"), "Options"), Has.Some.StartsWith("--resume [<CKPT>]  "));
    }

    [Test]
    public void Usage_has_required_options_and_commands()
    {
        Assert.That(Section(Help("detect"), "Usage").Single(), Is.EqualTo("baron detect <INPUT>... --config <C> --checkpoint <K> [options]"));
        Assert.That(Section(Help("evaluate coco"), "Usage").Single(), Is.EqualTo("baron evaluate coco --gt <ANN.json> --results <RES.json> [options]"));
        Assert.That(Section(Help("config"), "Usage").Single(), Is.EqualTo("baron config <command> [options]"));
        Assert.That(Section(Help("demo"), "Usage").Single(), Is.EqualTo("baron demo [<command>] [options]"));
        Assert.That(Section(Help(""), "Usage").Single(), Is.EqualTo("baron <command> [options]"));
    }

    [Test]
    public void Help_of_the_program_tells_the_exit_codes_and_how_to_go_on()
    {
        Assert.That(Help(""), Does.Contain("baron COMMAND --help tells more.").And.Contain("Exit codes: 0 done; 1 the run failed; 2 the request was wrong;"));
        Assert.That(Help("config"), Does.Contain("baron config COMMAND --help tells more."));
        Assert.That(CliRun.Of().Out, Is.EqualTo(Help("")), "without a command");
    }

    [TestCase("-h")]
    [TestCase("-?")]
    public void Help_has_short_names_and_none_that_is_a_path(string name)
    {
        Assert.That(CliRun.Of("list", name).Out, Is.EqualTo(Help("list")).And.Contain("  -h, -?, --help "));
        var run = CliRun.Of("config", "check", "/h");
        Assert.That((run.ExitCode, run.Out), Is.EqualTo((2, "")));
        Assert.That(run.Error, Does.Contain("/h").And.Contain("does not exist"));
    }

    private static IEnumerable<string> Below(string command) =>
        [command, .. Section(Help(command), "Commands").SelectMany(row => Below($"{command} {row.Split(' ')[0]}".TrimStart()))];

    private static string Help(string command)
    {
        var run = CliRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        return run.Out;
    }

    private static IEnumerable<string> Rows(string text) => new[] { "Arguments", "Options", "Commands", "Options of every command" }.SelectMany(title => Section(text, title));

    private static IEnumerable<string> Section(string text, string title) => text
        .Split('\n')
        .SkipWhile(line => line != title + ":")
        .Skip(1)
        .TakeWhile(line => line.Length > 0)
        .Select(line => line.Trim());

    [GeneratedRegex("--[a-z0-9-]+")]
    private static partial Regex LongName();
}
