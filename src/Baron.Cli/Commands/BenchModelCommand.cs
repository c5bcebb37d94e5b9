using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Configuration;
using Baron.Hosting;
using Baron.Modeling;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Cli.Commands;

/// <summary><c>baron bench model CONFIG</c>: seconds of a forward pass and of a training iteration on made-up pictures.</summary>
internal static class BenchModelCommand
{
    private const int ObjectsAnImage = 8;

    public static Command Create(CommonOptions common, CliConsole console)
    {
        var config = new Argument<string>("CONFIG") { Description = "The config file." };
        var shape = new Option<int[]>("--shape")
        {
            Description = "Height and width of the pictures; 800 1333 when absent.",
            HelpName = "H W",
            AllowMultipleArgumentsPerToken = true,
            Arity = new ArgumentArity(2, 2),
        };
        var batch = new Option<int>("--batch") { Description = "Pictures at a time.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var runs = new Option<int>("--runs") { Description = "Runs that count, after one that does not.", HelpName = "N", DefaultValueFactory = _ => 5 };
        var forwardOnly = new Option<bool>("--no-train") { Description = "Leave out the training iteration." };
        var settings = new RunSettings();
        var json = CommonOptions.CreateJson();
        var command = new Command("model", "Seconds of a forward pass and of a training iteration (losses and gradients), on made-up pictures.")
        {
            config, shape, batch, runs, forwardOnly, json,
        };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            var (height, width) = parsed.GetValue(shape) is [var h, var w] ? (h, w) : (800, 1333);
            var (count, times) = (parsed.GetValue(batch), parsed.GetValue(runs));
            if (height < 32 || width < 32 || count < 1 || times < 1)
            {
                throw new BaronException("--shape is at least 32 32, --batch and --runs at least 1.");
            }

            var document = ConfigDocument.Load(parsed.GetRequiredValue(config), settings.Overrides(parsed));
            using var run = common.StartHost(parsed, document).Open(document);
            var model = run.BuildModel();
            var parameters = model.AsModule().parameters().Sum(p => p.numel());
            var result = new JsonObject
            {
                ["device"] = run.Device.ToString(),
                ["threads"] = get_num_threads(),
                ["shape"] = new JsonArray(height, width),
                ["batch"] = count,
                ["parameters"] = parameters,
            };
            if (model is IDetector detector)
            {
                model.AsModule().eval();
                Add(result, "forward", Measure(run.Device, times, () => Forward(detector, count, height, width)));
            }

            if (!parsed.GetValue(forwardOnly))
            {
                model.AsModule().train();
                Add(result, "train", Measure(run.Device, times, () => Iterate(model, Branches(document, model), count, height, width)));
            }

            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, result);
            }
            else
            {
                Print(result, console.Out);
            }

            return 0;
        });
        return command;
    }

    private static void Forward(IDetector detector, int count, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _ = detector.Predict(Samples(count, height, width, ""));
    }

    private static void Iterate(IModel model, IReadOnlyList<string> branches, int count, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var batch = new SampleBatch(branches.SelectMany(branch => Samples(count, height, width, branch)));
        model.AsModule().zero_grad();
        model.Loss(batch).Total().backward();
    }

    // The batches that an open-vocabulary model trains on: detection, and those that its methods ask for.
    private static List<string> Branches(ConfigDocument document, IModel model)
    {
        if (model is not IBranchedModel)
        {
            return [""];
        }

        var table = document.Root["model"] as ConfigTable;
        var detection = (table?["det_batch"] as ConfigScalar)?.Value as string ?? "det_batch";
        return table?["batch2ovd"] is ConfigTable methods ? [detection, .. methods.Keys.Where(name => name != detection)] : [detection];
    }

    private static List<DataSample> Samples(int count, int height, int width, string branch)
    {
        var size = new ImageSize(height, width);
        var random = new RandomSource(1);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var boxes = new float[ObjectsAnImage * 4];
            for (var b = 0; b < ObjectsAnImage; b++)
            {
                var (w, h) = (width * (0.1 + (0.4 * random.NextDouble())), height * (0.1 + (0.4 * random.NextDouble())));
                var (x, y) = ((width - w) * random.NextDouble(), (height - h) * random.NextDouble());
                (boxes[b * 4], boxes[(b * 4) + 1], boxes[(b * 4) + 2], boxes[(b * 4) + 3]) = ((float)x, (float)y, (float)(x + w), (float)(y + h));
            }

            var pixels = new byte[3 * height * width];
            for (var p = 0; p < pixels.Length; p++)
            {
                pixels[p] = (byte)(p * 2654435761u >> 24);
            }

            return new DataSample(
                tensor(pixels, [3, height, width], dtype: ScalarType.Byte),
                new ImageMeta { ImageId = i, OriginalShape = size, ImageShape = size },
                new GroundTruth
                {
                    Boxes = tensor(boxes, [ObjectsAnImage, 4]),
                    Labels = zeros(ObjectsAnImage, ScalarType.Int64),
                    Masks = ones(ObjectsAnImage, height, width, ScalarType.Byte),
                    Captions = ["a picture of some things"],
                },
                branch);
        })];
    }

    private static List<double> Measure(Device device, int runs, Action work)
    {
        var seconds = new List<double>();
        for (var i = 0; i <= runs; i++)
        {
            var watch = Stopwatch.StartNew();
            work();
            if (device.type == DeviceType.CUDA)
            {
                cuda.synchronize();
            }

            if (i > 0)
            {
                seconds.Add(watch.Elapsed.TotalSeconds);
            }
        }

        return seconds;
    }

    private static void Add(JsonObject result, string name, List<double> seconds)
    {
        var sorted = seconds.Order().ToList();
        result[name + "_seconds"] = (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        result[name + "_runs"] = new JsonArray([.. seconds.Select(value => JsonValue.Create(value))]);
    }

    private static void Print(JsonObject result, TextWriter output)
    {
        var shape = result["shape"]!.AsArray();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result["batch"]} x {shape[0]} x {shape[1]} on {result["device"]}, {result["threads"]} threads, {result["parameters"]!.GetValue<long>() / 1e6:0.0} million parameters"));
        foreach (var (key, text) in new[] { ("forward", "forward"), ("train", "training iteration") })
        {
            if (result[key + "_seconds"] is { } median)
            {
                var all = result[key + "_runs"]!.AsArray().Select(value => value!.GetValue<double>().ToString("0.000", CultureInfo.InvariantCulture));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{text}: {median.GetValue<double>():0.000} s (median of {string.Join(", ", all)})"));
            }
        }
    }
}
