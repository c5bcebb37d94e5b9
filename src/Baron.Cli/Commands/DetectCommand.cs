using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Configuration;
using Baron.Hosting;
using Baron.Media;
using Baron.Structures;
using Baron.Visualization;

namespace Baron.Cli.Commands;

/// <summary><c>baron detect INPUT... --config C --checkpoint K [options]</c>.</summary>
internal static class DetectCommand
{
    private const string DefaultOutput = "outputs";

    public static Command Create(CommonOptions common, CliConsole console)
    {
        var inputs = new Argument<string[]>("INPUT") { Description = "Pictures, videos, folders of pictures, globs such as 'photos/**/*.jpg'.", Arity = ArgumentArity.OneOrMore };
        var config = new Option<string>("--config") { Description = "The config file.", HelpName = "C", Required = true };
        var checkpoint = new Option<string>("--checkpoint") { Description = "The weights.", HelpName = "K", Required = true };
        var classes = new Option<string?>("--classes") { Description = "What to look for, any words, separated by commas; the detector's own classes when absent.", HelpName = "a,b,c" };
        var classesFile = new Option<string?>("--classes-file") { Description = "What to look for, one a line, instead of --classes.", HelpName = "F" };
        var threshold = new Option<double>("--score-thr") { Description = "Objects that score less are left out.", HelpName = "S", DefaultValueFactory = _ => 0.3 };
        var output = new Option<string?>("--out") { Description = $"The folder for annotated pictures and detections.json; '{DefaultOutput}' unless --json is given.", HelpName = "D" };
        var step = new Option<int>("--every") { Description = "Of a video only every n-th frame.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var settings = new RunSettings();
        var json = CommonOptions.CreateJson();
        var command = new Command("detect", "Find objects in pictures and videos.") { inputs, config, checkpoint, classes, classesFile, threshold, output, step, json };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(classes) is not null && parsed.GetValue(classesFile) is not null)
            {
                throw new BaronException("Give either --classes or --classes-file, not both.");
            }

            if (parsed.GetValue(step) < 1)
            {
                throw new BaronException($"--every is {parsed.GetValue(step)}; it must be at least 1.");
            }

            var names = parsed.GetValue(classes) is { } text ? Vocabulary.Parse(text)
                : parsed.GetValue(classesFile) is { } list ? Vocabulary.Read(list)
                : null;
            var files = InputFiles.Find(parsed.GetRequiredValue(inputs));
            var asJson = parsed.GetValue(json);
            var folder = parsed.GetValue(output) ?? (asJson ? null : DefaultOutput);
            var document = ConfigDocument.Load(parsed.GetRequiredValue(config), settings.Overrides(parsed));
            using var detector = Detector.Load(common.StartHost(parsed, document).Open(document), parsed.GetRequiredValue(checkpoint));
            if (names is not null)
            {
                detector.SetClasses(names);
            }

            using var stop = new CancellationTokenSource();
            using var job = new Job(detector, folder, parsed.GetValue(threshold), parsed.GetValue(step), stop.Token);
            using (console.OnStop(stop.Cancel))
            {
                foreach (var file in files)
                {
                    stop.Token.ThrowIfCancellationRequested();
                    var found = job.Run(file);
                    if (!asJson)
                    {
                        console.Out.WriteLine(found);
                    }
                }
            }

            var result = new JsonObject { ["images"] = job.Images };
            if (folder is not null)
            {
                AtomicFile.WriteText(Path.Combine(folder, "detections.json"), JsonOutput.ToText(result) + "\n");
            }

            if (asJson)
            {
                JsonOutput.Write(console.Out, result);
            }

            return 0;
        });
        return command;
    }

    private sealed class Job(Detector detector, string? folder, double threshold, int step, CancellationToken stop) : IDisposable
    {
        private readonly DetLocalVisualizer _visualizer = new(0);
        private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);

        public JsonArray Images { get; } = [];

        public string Run(string path) => VideoReader.IsVideoFile(path) ? Video(path) : Picture(path);

        public void Dispose()
        {
        }

        private string Picture(string path)
        {
            var objects = detector.Detect(path, null, threshold);
            using var image = ImageCodec.Read(path);
            Images.Add(Describe(path, image.Size, objects));
            if (folder is null)
            {
                return Summary(path, objects);
            }

            using var drawn = Draw(image, objects);
            var target = Target(path, Path.GetExtension(path) is ".png" or ".PNG" ? ".png" : ".jpg");
            ImageCodec.Write(target, drawn);
            return $"{Summary(path, objects)} -> {target}";
        }

        private string Video(string path)
        {
            using var reader = new VideoReader(path);
            VideoWriter? writer = null;
            var frames = 0;
            var count = 0;
            try
            {
                for (var number = 0; reader.Read() is { } frame; number++)
                {
                    using (frame)
                    {
                        stop.ThrowIfCancellationRequested();
                        if (number % step != 0)
                        {
                            continue;
                        }

                        var objects = detector.Detect(frame, null, threshold);
                        var entry = Describe(path, frame.Size, objects);
                        entry["frame"] = number;
                        entry["time"] = Math.Round(number / reader.FramesPerSecond, 3);
                        Images.Add(entry);
                        frames++;
                        count += objects.Count;
                        if (folder is not null)
                        {
                            using var drawn = Draw(frame, objects);
                            writer ??= new VideoWriter(Target(path, ".mp4"), drawn.Size, reader.FramesPerSecond / step);
                            writer.Write(drawn);
                        }
                    }
                }
            }
            finally
            {
                writer?.Dispose();
            }

            return $"{path}: {count} objects in {frames} frames{(writer is null ? "" : $" -> {writer.FilePath}")}";
        }

        private ImageBuffer Draw(ImageBuffer image, IReadOnlyList<DetectedObject> objects)
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            var boxes = objects.SelectMany(found => new[] { found.Box.X1, found.Box.Y1, found.Box.X2, found.Box.Y2 }).ToArray();
            var detections = new Detections(
                TorchSharp.torch.tensor(boxes, [objects.Count, 4]),
                TorchSharp.torch.tensor(objects.Select(found => (float)found.Score).ToArray()),
                TorchSharp.torch.tensor(objects.Select(found => (long)found.Label).ToArray()));
            return _visualizer.Draw(image, detections, null, new ClassStyle(detector.ClassNames));
        }

        // Inputs of one name in several folders get a number; an input is never overwritten.
        private string Target(string path, string extension)
        {
            var full = Path.GetFullPath(folder!);
            try
            {
                Directory.CreateDirectory(full);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BaronException($"The folder {folder} cannot be written: {e.Message}", e);
            }

            var name = Path.GetFileNameWithoutExtension(path);
            for (var i = 1; ; i++)
            {
                var target = Path.Combine(full, i == 1 ? name + extension : $"{name}_{i}{extension}");
                if (target != Path.GetFullPath(path) && _written.Add(target))
                {
                    return Path.Combine(folder!, Path.GetFileName(target));
                }
            }
        }

        private static JsonObject Describe(string path, ImageSize size, IReadOnlyList<DetectedObject> objects)
        {
            var detections = new JsonArray();
            foreach (var found in objects)
            {
                detections.Add(DetectionJson.Of(found));
            }

            return new JsonObject { ["path"] = path, ["width"] = size.Width, ["height"] = size.Height, ["detections"] = detections };
        }

        private static string Summary(string path, IReadOnlyList<DetectedObject> objects)
        {
            var counts = objects.GroupBy(found => found.ClassName).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}"));
            return $"{path}: {(objects.Count == 0 ? "nothing found" : string.Join(", ", counts))}";
        }
    }
}
