using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Configuration;
using Baron.Evaluation;
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
        var classwise = new Option<bool>("--classwise") { Description = "A table by class as well (classwise = true of each evaluator)." };
        var json = CommonOptions.CreateJson();
        var command = new Command("test", "Evaluate a checkpoint with the config's evaluators.") { config, checkpoint, results, showDir, threshold, metricsOut, classwise, json };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            var overrides = settings.Overrides(parsed);
            var document = ConfigDocument.Load(parsed.GetRequiredValue(config), overrides);
            if (parsed.GetValue(classwise))
            {
                document = ConfigDocument.Load(parsed.GetRequiredValue(config), [.. overrides, .. Classwise(document.Root["test_evaluator"])]);
            }

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

            var all = Json(metrics.Concat(tester.ClassTables.SelectMany(table => table.Rows).SelectMany(row => row.Values)));
            if (parsed.GetValue(metricsOut) is { } file)
            {
                AtomicFile.WriteText(file, JsonOutput.ToText(all) + "\n");
            }

            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, all);
            }
            else
            {
                Print(metrics, tester.ClassTables, console.Out);
            }

            return 0;
        });
        return command;
    }

    // The evaluators are written out, because one that is a reference cannot be changed in its place.
    private static IEnumerable<ConfigOverride> Classwise(ConfigNode? evaluators) => evaluators switch
    {
        ConfigArray list => [ConfigOverride.Set("test_evaluator", list.Select(item => item is ConfigTable table ? With(table, "classwise") : item), "--classwise")],
        ConfigTable table => [ConfigOverride.Set("test_evaluator", With(With(table, "classwise"), "_delete_"), "--classwise")],
        _ => [],
    };

    private static ConfigTable With(ConfigTable table, string key)
    {
        var position = new SourcePosition("--classwise");
        return table.With(new ConfigEntry(key, position, ConfigNode.From(true, position)));
    }

    private static JsonObject Json(IEnumerable<KeyValuePair<string, double>> metrics)
    {
        var document = new JsonObject();
        foreach (var (name, value) in metrics)
        {
            document[name] = double.IsFinite(value) ? JsonValue.Create(value) : null;
        }

        return document;
    }

    private static void Print(IReadOnlyList<KeyValuePair<string, double>> metrics, IReadOnlyList<ClassTable> tables, TextWriter output)
    {
        // What stands in a table needs no line of its own.
        var inTables = tables.SelectMany(table => table.Rows).SelectMany(row => row.Values).Select(value => value.Key).ToHashSet(StringComparer.Ordinal);
        var list = new TextTable("METRIC", "VALUE");
        foreach (var (name, value) in metrics.Where(metric => !inTables.Contains(metric.Key)))
        {
            list.Add(name, value.ToString("F4", CultureInfo.InvariantCulture));
        }

        list.Write(output);
        foreach (var table in tables)
        {
            output.WriteLine();
            output.Write(table.ToString());
        }
    }
}
