using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.RegularExpressions;
using Baron.Cli.Commands;
using Baron.Cli.Output;
using Baron.Configuration;
using Baron.Training;

namespace Baron.Cli;

/// <summary>The <c>baron</c> command. Exit codes: 0 done, 1 the run failed, 2 the request was wrong, 130 interrupted, 143 terminated.</summary>
public static partial class BaronCommandLine
{
    /// <summary>The exit code of a run that failed.</summary>
    public const int Failed = 1;

    /// <summary>The exit code of a request that was wrong.</summary>
    public const int WrongRequest = 2;

    private const string ExitCodes = "Exit codes: 0 done; 1 the run failed; 2 the request was wrong; 130 interrupted; 143 terminated.";

    /// <summary>The version that <c>--version</c> prints.</summary>
    public static string Version { get; } =
        typeof(BaronCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs a command.</summary>
    /// <param name="args">The arguments after <c>baron</c>.</param>
    /// <param name="console">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> args, CliConsole console)
    {
        var verbose = args.Contains("--verbose");
        try
        {
            var parsed = CreateRoot(console).Parse(SpreadAssignments(args));
            if (parsed.Errors.Count > 0)
            {
                console.Error.WriteLine($"error: {string.Join(' ', parsed.Errors.Select(error => LineBreaks().Replace(error.Message, " ")).Distinct())} Try: {CommandHelp.CallOf(parsed.CommandResult)} --help");
                return WrongRequest;
            }

            return parsed.Invoke(new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Report(error, console, verbose);
        }
    }

    private static RootCommand CreateRoot(CliConsole console)
    {
        var common = new CommonOptions();
        var root = new RootCommand("Open-vocabulary object detection: train, test and use detectors made of plugins.");
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());

        // The usual one is also /h and /?, which are paths.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var help = new HelpOption("--help", "-h", "-?") { Description = "Show this help." };
        help.Action = new CommandHelp([common.PluginDirectories, common.Verbose, help], ExitCodes);
        root.Options.Add(help);
        var version = new Option<bool>("--version") { Description = "Print the version." };
        root.Options.Add(version);
        root.Options.Add(common.PluginDirectories);
        root.Options.Add(common.Verbose);
        root.SetAction(parsed =>
        {
            if (parsed.GetValue(version))
            {
                console.Out.WriteLine(Version);
                return 0;
            }

            return ((SynchronousCommandLineAction)help.Action).Invoke(parsed);
        });
        root.Subcommands.Add(DemoCommand.Create(common, console));
        root.Subcommands.Add(TrainCommand.Create(common, console));
        root.Subcommands.Add(TestCommand.Create(common, console));
        root.Subcommands.Add(DetectCommand.Create(common, console));
        root.Subcommands.Add(ListCommand.Create(common, console));
        root.Subcommands.Add(DescribeCommand.Create(common, console));
        root.Subcommands.Add(ConfigCommand.Create(common, console));
        root.Subcommands.Add(EvaluateCommand.Create(console));
        root.Subcommands.Add(DataCommand.Create(common, console));
        root.Subcommands.Add(CheckpointCommand.Create(console));
        root.Subcommands.Add(EmbedCommand.Create(common, console));
        root.Subcommands.Add(PlotCommand.Create(console));
        root.Subcommands.Add(BenchCommand.Create(common, console));
        root.Subcommands.Add(DoctorCommand.Create(common, console));
        root.Subcommands.Add(ServeCommand.Create(common, console));
        return root;
    }

    /// <summary>Writes <c>--set a=1 b=2</c> as <c>--set a=1 --set b=2</c>; a word without <c>=</c> ends the list.</summary>
    private static List<string> SpreadAssignments(IReadOnlyList<string> args)
    {
        var result = new List<string>(args.Count);
        var inList = false;
        var expectsFirst = false;
        foreach (var arg in args)
        {
            if (inList && !expectsFirst && !arg.StartsWith('-') && arg.IndexOf('=') > 0)
            {
                result.Add("--set");
            }
            else if (!expectsFirst)
            {
                inList = arg == "--set";
            }

            expectsFirst = arg == "--set";
            result.Add(arg);
        }

        return result;
    }

    [GeneratedRegex(@"\s*\r?\n\s*")]
    private static partial Regex LineBreaks();

    private static int Report(Exception error, CliConsole console, bool verbose)
    {
        int code;
        string line;
        switch (error)
        {
            case RunInterruptedException or OperationCanceledException:
                (code, line) = (console.SignalExitCode ?? 130, error is RunInterruptedException ? error.Message : "Interrupted.");
                break;
            case BaronException:
                (code, line) = (WrongRequest, error.Message);
                break;
            case RunFailedException:
                (code, line) = (Failed, error.Message);
                break;
            case IOException { HResult: -2147024784 or 32 }:
                // Whoever read standard output has gone.
                return 0;
            case AggregateException { InnerExceptions: [var inner] }:
                return Report(inner, console, verbose);
            case TargetInvocationException { InnerException: { } cause }:
                return Report(cause, console, verbose);
            default:
                (code, line) = (Failed, $"{error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}{(verbose ? "" : " (--verbose shows where)")}");
                break;
        }

        console.Out.Flush();
        if (error is ConfigException config)
        {
            // A list of mistakes has a line for each; everything else is one line.
            foreach (var mistake in config.Errors)
            {
                console.Error.WriteLine($"error: {LineBreaks().Replace(mistake.ToString(), "; ")}");
            }
        }
        else
        {
            console.Error.WriteLine($"{(code is 130 or 143 ? "" : "error: ")}{LineBreaks().Replace(line, "; ")}");
        }

        if (verbose)
        {
            console.Error.WriteLine(error);
        }

        return code;
    }
}
