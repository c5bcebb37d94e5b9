using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Configuration;
using Baron.Hosting;
using Baron.Training.Hooks;

namespace Baron.Cli.Commands;

/// <summary><c>baron test CONFIG CHECKPOINT [options]</c>.</summary>
internal static class TestCommand
{
    public static Command Create(CommonOptions common, CliConsole console)
    {
        var config = new Argument<string>("CONFIG") { Description = "The config file." };
        var checkpoint = new Argument<string>("CHECKPOINT") { Description = "The weights: safetensors, .pth or TorchScript." };
        var settings = new RunSettings();
        var results = new Option<string?>("--out") { Description = "Write the detections to this file, in COCO's result format.", HelpName = "results.json" };
        var showDir = new Option<string?>("--show-dir") { Description = "Write pictures with detections and ground truth to this folder.", HelpName = "D" };
        var threshold = new Option<double>("--show-score-thr") { Description = "Detections that score less are not drawn.", HelpName = "S", DefaultValueFactory = _ => 0.3 };
        var metricsOut = new Option<string?>("--metrics-out") { Description = "Write the metrics to this file, as JSON: name to number.", HelpName = "m.json" };
        var json = CommonOptions.CreateJson();
        var command = new Command("test", "Evaluate a checkpoint with the config's evaluators.") { config, checkpoint, results, showDir, threshold, metricsOut, json };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            var document = ConfigDocument.Load(parsed.GetRequiredValue(config), settings.Overrides(parsed));
            using var display = console.CreateDisplay(parsed.GetValue(json));
            using var run = common.StartHost(parsed, document).Open(document, new RunOptions { Display = display });
            var hooks = new List<IHook>();
            if (parsed.GetValue(showDir) is { } folder)
            {
                hooks.Add(new DetVisualizationHook(draw: true, interval: 1, scoreThr: parsed.GetValue(threshold), testOutDir: Path.GetFullPath(folder)));
            }

            var collector = parsed.GetValue(results) is { } path ? new ResultFileHook(path) : null;
            if (collector is not null)
            {
                hooks.Add(collector);
            }

            using var tester = run.CreateTester(parsed.GetRequiredValue(checkpoint), hooks);
            IReadOnlyList<KeyValuePair<string, double>> metrics;
            using (console.OnStop(tester.RequestStop))
            {
                metrics = tester.Test();
            }

            if (parsed.GetValue(metricsOut) is { } file)
            {
                AtomicFile.WriteText(file, JsonOutput.ToText(Json(metrics)) + "\n");
            }

            Print(metrics, parsed.GetValue(json), console.Out);
            return 0;
        });
        return command;
    }

    private static JsonObject Json(IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
        var document = new JsonObject();
        foreach (var (name, value) in metrics)
        {
            document[name] = double.IsFinite(value) ? JsonValue.Create(value) : null;
        }

        return document;
    }

    private static void Print(IReadOnlyList<KeyValuePair<string, double>> metrics, bool json, TextWriter output)
    {
        if (json)
        {
            JsonOutput.Write(output, Json(metrics));
            return;
        }

        var table = new TextTable("METRIC", "VALUE");
        foreach (var (name, value) in metrics)
        {
            table.Add(name, value.ToString("F4", CultureInfo.InvariantCulture));
        }

        table.Write(output);
    }
}
