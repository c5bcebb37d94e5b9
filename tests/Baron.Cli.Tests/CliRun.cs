using System.Text.Json.Nodes;

namespace Baron.Cli.Tests;

/// <summary>One command, run inside the test's process.</summary>
internal sealed record CliRun(int ExitCode, string Out, string Error)
{
    public JsonNode Json => JsonNode.Parse(Out)!;

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static CliRun Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var console = CliConsole.ForTests(output, error);
        var code = BaronCommandLine.Run(args, console);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
