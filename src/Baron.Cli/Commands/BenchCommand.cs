using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Configuration;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Hosting;
using Baron.Modeling;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Cli.Commands;

/// <summary><c>baron bench model</c>, <c>data</c>, <c>annotations</c> and <c>make-annotations</c>.</summary>
internal static class BenchCommand
{
    public static Command Create(CommonOptions common, CliConsole console) =>
        new("bench", "Measure the speed and memory of models, loaders and annotation files.") { BenchModelCommand.Create(common, console), Data(common, console), Annotations(console), MakeAnnotations(console) };

    private static Command Data(CommonOptions common, CliConsole console)
    {
        var config = new Argument<string>("CONFIG") { Description = "The config file." };
        var loader = new Option<string>("--loader") { Description = "train, val or test.", HelpName = "ROLE", DefaultValueFactory = _ => "train" };
        loader.AcceptOnlyFromAmong("train", "val", "test");
        var images = new Option<int?>("--images") { Description = "Images a run; all of an epoch when absent.", HelpName = "N" };
        var runs = new Option<int>("--runs") { Description = "Runs that count, after one that does not.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var raw = new Option<bool>("--no-preprocessor") { Description = "Leave out the model's data preprocessor." };
        var settings = new RunSettings();
        var json = CommonOptions.CreateJson();
        var command = new Command("data", "Images a second of a config's loader, with its model's data preprocessor.") { config, loader, images, runs, raw, json };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(runs) < 1 || parsed.GetValue(images) < 1)
            {
                throw new BaronException("--runs and --images are at least 1.");
            }

            var document = ConfigDocument.Load(parsed.GetRequiredValue(config), settings.Overrides(parsed));
            using var display = console.CreateDisplay(parsed.GetValue(json));
            var host = common.StartHost(parsed, document);
            using var run = host.Open(document, new RunOptions { Display = display });
            var source = run.CreateLoader(parsed.GetRequiredValue(loader));
            var preprocessor = parsed.GetValue(raw) ? null : Preprocessor(host, document);
            var count = parsed.GetValue(images) ?? source.Dataset.Count;
            var device = run.Device;
            var rates = new List<double>();
            for (var i = 0; i <= parsed.GetValue(runs); i++)
            {
                var (done, seconds) = Pass(source, preprocessor, device, count);
                if (i > 0)
                {
                    rates.Add(done / seconds);
                }
            }

            var median = Median(rates);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, new JsonObject
                {
                    ["images_per_second"] = median,
                    ["runs"] = new JsonArray([.. rates.Select(rate => JsonValue.Create(rate))]),
                    ["images"] = count,
                    ["preprocessed"] = preprocessor is not null,
                });
                return 0;
            }

            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{median:0.0} images a second (median of {string.Join(", ", rates.Select(rate => rate.ToString("0.0", CultureInfo.InvariantCulture)))}; {count} images a run{(preprocessor is null ? ", without the data preprocessor" : "")})"));
            return 0;
        });
        return command;
    }

    private static Command Annotations(CliConsole console)
    {
        var source = new Argument<string>("ANN.json") { Description = "The annotation file." };
        var json = CommonOptions.CreateJson();
        var command = new Command("annotations", "Seconds and memory of loading an annotation file as a dataset.") { source, json };
        command.SetAction(parsed =>
        {
            var clock = Stopwatch.StartNew();
            using var dataset = new CocoDataset(parsed.GetRequiredValue(source));
            var seconds = clock.Elapsed.TotalSeconds;
            var peak = PeakMegabytes();
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, new JsonObject { ["seconds"] = seconds, ["peak_mb"] = peak, ["from_cache"] = dataset.IsFromCache, ["images"] = dataset.Count });
                return 0;
            }

            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{dataset.Count} images in {seconds:0.00} s{(dataset.IsFromCache ? " from the cache" : "")}, peak memory {peak:0} MB"));
            return 0;
        });
        return command;
    }

    private static Command MakeAnnotations(CliConsole console)
    {
        var target = new Option<string>("--out", "-o") { Description = "The file to write.", HelpName = "ANN.json", Required = true };
        var images = new Option<int>("--images") { Description = "How many images; the default is COCO train2017's.", HelpName = "N", DefaultValueFactory = _ => 118_287 };
        var boxes = new Option<int>("--boxes") { Description = "How many boxes; the default is COCO train2017's.", HelpName = "N", DefaultValueFactory = _ => 860_001 };
        var bare = new Option<bool>("--no-polygons") { Description = "Leave out the masks." };
        var command = new Command("make-annotations", "Write a made-up annotation file for timing.") { target, images, boxes, bare };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(images) < 1 || parsed.GetValue(boxes) < 0)
            {
                throw new BaronException("--images is at least 1, --boxes at least 0.");
            }

            var path = parsed.GetRequiredValue(target);
            SyntheticAnnotations.Write(path, parsed.GetValue(images), parsed.GetValue(boxes), !parsed.GetValue(bare));
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {new FileInfo(path).Length / 1e6:0} MB."));
            return 0;
        });
        return command;
    }

    private static IDataPreprocessor? Preprocessor(BaronHost host, ConfigDocument document) =>
        document.Root["model"] is ConfigTable model && model["data_preprocessor"] is ConfigTable table
            ? new ComponentFactory(host.Catalog).Create<IDataPreprocessor>(table, "model.data_preprocessor", "DetDataPreprocessor")
            : null;

    private static (int Images, double Seconds) Pass(DataLoader loader, IDataPreprocessor? preprocessor, Device device, int count)
    {
        var clock = Stopwatch.StartNew();
        var done = 0;
        for (var epoch = 0; done < count; epoch++)
        {
            var before = done;
            foreach (var batch in loader.Read(epoch))
            {
                using (batch)
                {
                    foreach (var branch in batch.Branches)
                    {
                        using var scope = NewDisposeScope();
                        preprocessor?.Process(batch[branch], device);
                    }

                    done += batch.Samples.Count;
                }

                if (done >= count)
                {
                    break;
                }
            }

            if (done == before)
            {
                throw new BaronException("An epoch of the loader has no batch.");
            }
        }

        return (done, clock.Elapsed.TotalSeconds);
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static double PeakMegabytes()
    {
        if (File.Exists("/proc/self/status"))
        {
            foreach (var line in File.ReadLines("/proc/self/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)))
            {
                return double.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
            }
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024.0 * 1024);
    }
}
