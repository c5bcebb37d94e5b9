using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Configuration;
using Baron.Demo;
using Baron.Training;
using Spectre.Console;

namespace Baron.Cli.Commands;

/// <summary><c>baron demo [options]</c>.</summary>
internal static class DemoCommand
{
    private static readonly string[] Order = ["kd", "caption", "both", "base"];

    public static Command Create(CommonOptions common, CliConsole console)
    {
        var method = new Option<string>("--method") { Description = "kd: BARON with CLIP as teacher; caption: BARON with captions; both: with both; base: boxes only.", HelpName = string.Join('|', Order), DefaultValueFactory = _ => "kd" };
        method.AcceptOnlyFromAmong(Order);
        var workDir = WorkDir();
        var compare = new Option<bool>("--compare") { Description = "Train BARON with CLIP, BARON with captions and the baseline, besides the method that is asked for, and print them all." };
        var dataDir = new Option<string?>("--data-dir") { Description = "Use the data and tiny CLIP of a folder instead of drawing: data/, tiny_clip.pth, demo_bpe.txt.gz.", HelpName = "D" };
        var retrain = new Option<bool>("--retrain") { Description = "Train again where a training of the same settings is there." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the training; 0 when absent.", HelpName = "N" };
        var threads = new Option<int?>("--threads") { Description = "Threads inside one tensor operation; the config's when absent.", HelpName = "N" };
        var device = new Option<string?>("--device") { Description = "auto (CUDA where there is one), cpu, cuda or cuda:1; the config's when absent.", HelpName = "DEVICE" };
        var set = CommonOptions.CreateSet();
        var unset = CommonOptions.CreateUnset();
        var json = CommonOptions.CreateJson();
        var command = new Command("demo", "See it work: draws a small world, trains a detector with boxes of 14 classes, and finds 6 more and free phrases.")
        {
            method, workDir, compare, dataDir, retrain, seed, threads, device, set, unset, json,
        };
        command.Subcommands.Add(ClipData(console));
        command.SetAction(parsed =>
        {
            var changes = CommonOptions.Overrides(parsed, set, unset);
            RunSettings.Add(changes, "runtime.threads", parsed.GetValue(threads), "--threads");
            RunSettings.Add(changes, "device", parsed.GetValue(device), "--device");
            var asJson = parsed.GetValue(json);
            using var display = console.CreateDisplay(asJson);
            var demonstration = new Demonstration(new DemonstrationOptions
            {
                ConfigDirectory = AppFolders.Configs("baron/demo"),
                WorkDir = parsed.GetValue(workDir)!,
                Seed = parsed.GetValue(seed),
                DataDirectory = parsed.GetValue(dataDir),
                Overrides = changes,
                Retrain = parsed.GetValue(retrain),
                Host = common.HostOptions(parsed),
                Display = display,
            });
            var chosen = parsed.GetValue(method)!;
            string[] methods = parsed.GetValue(compare) ? [.. Order.Where(name => name != "both" || name == chosen)] : [chosen];
            using var stop = new CancellationTokenSource();
            using (console.OnStop(stop.Cancel))
            {
                demonstration.PrepareData(stop.Token);
            }

            var results = methods.Select(name => KeyValuePair.Create(name, Run(demonstration, name, console))).ToList();
            if (asJson)
            {
                JsonOutput.Write(console.Out, Json(results));
            }
            else
            {
                display.Dispose();
                Print(results, console);
            }

            return 0;
        });
        return command;
    }

    private static Option<string> WorkDir() => new("--work-dir")
    {
        Description = "Where data, runs and pictures go.",
        HelpName = "D",
        DefaultValueFactory = _ => Path.Combine("work_dirs", "demo"),
    };

    private static Command ClipData(CliConsole console)
    {
        var workDir = WorkDir();
        var command = new Command("clip-data", "Draw the scenes for training the tiny CLIP with configs/baron/demo/clip.toml.") { workDir };
        command.SetAction(parsed =>
        {
            using var display = console.CreateDisplay(json: false);
            var demonstration = new Demonstration(new DemonstrationOptions { ConfigDirectory = AppFolders.Configs("baron/demo"), WorkDir = parsed.GetValue(workDir)!, Display = display });
            using var stop = new CancellationTokenSource();
            using (console.OnStop(stop.Cancel))
            {
                console.Out.WriteLine(demonstration.PrepareClipData(stop.Token));
            }

            return 0;
        });
        return command;
    }

    private static DemonstrationResult Run(Demonstration demonstration, string method, CliConsole console)
    {
        Runner? running = null;
        using var stop = new CancellationTokenSource();
        stop.Token.Register(() => running?.RequestStop());
        using (console.OnStop(stop.Cancel))
        {
            return demonstration.Run(method, runner =>
            {
                running = runner;
                if (stop.IsCancellationRequested)
                {
                    runner.RequestStop();
                }
            });
        }
    }

    private static JsonObject Json(IReadOnlyList<KeyValuePair<string, DemonstrationResult>> results)
    {
        var document = new JsonObject();
        foreach (var (method, result) in results)
        {
            document[method] = new JsonObject
            {
                ["base_ap50"] = result.BaseAp50,
                ["novel_ap50"] = result.NovelAp50,
                ["all_ap50"] = result.AllAp50,
                ["phrase_ap50"] = result.PhraseAp50,
                ["train_seconds"] = result.TrainSeconds,
            };
        }

        return document;
    }

    private static void Print(IReadOnlyList<KeyValuePair<string, DemonstrationResult>> results, CliConsole console)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Out), Ansi = console.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No });
        if (!console.IsTerminal)
        {
            terminal.Profile.Width = 110;
        }

        var table = new Table { Border = console.IsTerminal ? TableBorder.Rounded : TableBorder.Ascii };
        table.AddColumn("AP50");
        foreach (var title in new[] { "base (14 classes)", "novel (6 classes)", "all", "160 phrases", "training" })
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var (method, result) in results)
        {
            table.AddRow(Name(method), Points(result.BaseAp50), Points(result.NovelAp50), Points(result.AllAp50), Points(result.PhraseAp50), string.Create(CultureInfo.InvariantCulture, $"{result.TrainSeconds:F0} s"));
        }

        terminal.Write(table);
        foreach (var (method, result) in results)
        {
            console.Out.WriteLine($"{Name(method)}: pictures in {result.Pictures}, weights in {result.Checkpoint}");
        }

        static string Points(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
        static string Name(string method) => method switch
        {
            "kd" => "BARON",
            "caption" => "BARON, captions",
            "both" => "BARON, both",
            _ => "baseline",
        };
    }
}
