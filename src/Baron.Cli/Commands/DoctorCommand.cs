using System.CommandLine;
using System.Text.Json.Nodes;
using Baron.Cli.Diagnostics;
using Baron.Cli.Output;

namespace Baron.Cli.Commands;

/// <summary><c>baron doctor</c>: what baron runs on, and the fix for each fault.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommonOptions common, CliConsole console)
    {
        var workDir = new Option<string>("--work-dir") { Description = "The folder that runs write to.", HelpName = "D", DefaultValueFactory = _ => "work_dirs" };
        var json = CommonOptions.CreateJson();
        var command = new Command("doctor", "Check the environment, with the fix for each fault; exit code 1 when something is broken.") { workDir, json };
        command.SetAction(parsed =>
        {
            var checks = new EnvironmentChecks(() => common.StartHost(parsed), parsed.GetValue(workDir)!).Run();
            var broken = checks.Count(check => check.State == CheckState.Broken);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, new JsonObject
                {
                    ["version"] = BaronCommandLine.Version,
                    ["ok"] = broken == 0,
                    ["checks"] = new JsonArray([.. checks.Select(check => new JsonObject
                    {
                        ["name"] = check.Name,
                        ["state"] = Word(check.State),
                        ["found"] = check.Found,
                        ["fix"] = check.Fix.Length > 0 ? check.Fix : null,
                    })]),
                });
            }
            else
            {
                Print(checks, broken, console.Out);
            }

            return broken == 0 ? 0 : BaronCommandLine.Failed;
        });
        return command;
    }

    private static void Print(IReadOnlyList<Check> checks, int broken, TextWriter output)
    {
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            output.WriteLine($"{Word(check.State),-8} {check.Name.PadRight(width)}  {check.Found}");
            if (check.Fix.Length > 0)
            {
                output.WriteLine($"{"",-8} {"".PadRight(width)}  fix: {check.Fix}");
            }
        }

        var warnings = checks.Count(check => check.State == CheckState.Warning);
        output.WriteLine(broken > 0 ? $"{broken} broken, {warnings} to improve." : warnings > 0 ? $"Everything works; {warnings} to improve." : "Everything works.");
    }

    private static string Word(CheckState state) => state switch
    {
        CheckState.Ok => "ok",
        CheckState.Warning => "warning",
        _ => "broken",
    };
}
