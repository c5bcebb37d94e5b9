using System.Diagnostics;
using Baron.Configuration;
using Baron.Hosting;
using Baron.Media;
using Baron.Modeling;
using Baron.Training;
using Baron.Visualization;
using static TorchSharp.torch;

namespace Baron.Demo;

/// <summary>
/// The open-vocabulary demonstration: draws the small world, trains a detector with boxes of 14 of its 20 classes, and measures it
/// on all of them and on phrases such as <c>red star</c>.
/// </summary>
/// <param name="options">How it runs.</param>
public sealed class Demonstration(DemonstrationOptions options)
{
    private const int PictureInterval = 12;
    private const int SheetPictures = 12;
    private const double PictureScore = 0.5;
    private const string Metric = "coco/";

    private static readonly Dictionary<string, string> Configs = new(StringComparer.Ordinal)
    {
        ["kd"] = "baron_kd.toml",
        ["caption"] = "baron_caption.toml",
        ["both"] = "baron_kd_caption.toml",
        ["base"] = "base.toml",
    };

    /// <summary>The sentences around a phrase; class embeddings are their mean.</summary>
    public static IReadOnlyList<string> PhraseTemplates { get; } =
    [
        "a photo of {article} {}.", "there is {article} {} in the scene.", "{article} {}.", "a picture of {article} {}.",
    ];

    /// <summary>The methods whose config is there: <c>kd</c>, <c>caption</c>, <c>both</c>, <c>base</c>.</summary>
    public IReadOnlyList<string> Methods => [.. Configs.Where(pair => File.Exists(ConfigPath(pair.Value))).Select(pair => pair.Key)];

    /// <summary>Draws the data where it is not complete.</summary>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <exception cref="BaronException">The work directory cannot be written, or the data folder that was named lacks something.</exception>
    public void PrepareData(CancellationToken cancellation = default)
    {
        if (options.DataDirectory is { } given)
        {
            foreach (var needed in new[] { "data/annotations/instances_train_base.json", "data/annotations/instances_val.json", "data/annotations/phrases_val.json" })
            {
                if (!File.Exists(Path.Combine(given, needed)))
                {
                    throw new BaronException($"The data folder {given} has no {needed}.");
                }
            }

            return;
        }

        WorkDirectory.RequireWritable(options.WorkDir);
        DrawWith("Drawing the demonstration's pictures", (progress, folder) => DemoData.Write(folder, progress: progress, cancellation: cancellation), DataRoot);
    }

    /// <summary>Draws the scenes that <c>clip.toml</c> trains the tiny CLIP with, where they are not complete.</summary>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="BaronException">The work directory cannot be written.</exception>
    public string PrepareClipData(CancellationToken cancellation = default)
    {
        var folder = Path.Combine(options.WorkDir, "clip");
        WorkDirectory.RequireWritable(folder);
        DrawWith("Drawing scenes for the tiny CLIP", (progress, target) => DemoData.WriteScenes(target, progress: progress, cancellation: cancellation), folder);
        return folder;
    }

    /// <summary>Trains and measures a method. A training of the same config in the work directory is continued or, when finished, used.</summary>
    /// <param name="method"><c>kd</c>, <c>caption</c>, <c>both</c> or <c>base</c>.</param>
    /// <param name="onStart">Is given the training before it starts, to stop it from elsewhere.</param>
    /// <exception cref="BaronException">There is no such method, or something it needs is missing.</exception>
    /// <exception cref="RunInterruptedException">The training was stopped.</exception>
    public DemonstrationResult Run(string method, Action<Runner>? onStart = null)
    {
        if (!Configs.TryGetValue(method, out var name) || !File.Exists(ConfigPath(name)))
        {
            throw new BaronException($"The demonstration has no method '{method}'; it has {string.Join(", ", Methods)}.");
        }

        var folder = Path.Combine(options.WorkDir, method);
        var document = ConfigDocument.Load(ConfigPath(name), Changes(folder));
        var host = BaronHost.StartFor(document, options.Host);
        using var run = host.Open(document, new RunOptions { Display = options.Display, ContinueSameConfig = !options.Retrain, Overwrite = true });
        using var trainer = run.CreateTrainer();
        onStart?.Invoke(trainer);
        options.Display.Message(trainer.Iteration < trainer.TotalIterations
            ? $"Training '{method}' ({document.Name}) for {trainer.TotalIterations - trainer.Iteration} iterations on {run.Device}; {folder}"
            : $"'{method}' is trained already ({folder}); --retrain trains it again.");
        trainer.Train();
        var metrics = trainer.MetricHistory.LastOrDefault(record => record.Iteration == trainer.Iteration)?.Metrics ?? trainer.Validate();
        var phrases = Phrases(host, document, trainer.Model);
        var pictures = Path.Combine(folder, "vis", $"iter_{trainer.Iteration}");
        WriteSheet(pictures, Path.Combine(folder, "pictures.jpg"));
        return new DemonstrationResult(
            Points(metrics, "base_bbox_mAP_50"),
            Points(metrics, "novel_bbox_mAP_50"),
            Points(metrics, "bbox_mAP_50"),
            phrases,
            trainer.TrainSeconds,
            Path.Combine(folder, trainer.CheckpointName() + ".safetensors"),
            pictures);
    }

    private string DataRoot => options.DataDirectory is { } given ? Path.Combine(given, "data") : Path.Combine(options.WorkDir, "data");

    private static double Points(IReadOnlyList<KeyValuePair<string, double>> metrics, string name)
    {
        foreach (var (key, value) in metrics)
        {
            if (key == Metric + name)
            {
                return value * 100;
            }
        }

        throw new BaronException($"The validation gives no {Metric}{name}, only {string.Join(", ", metrics.Select(pair => pair.Key))}.");
    }

    // Resampled pictures of a few scenes say more than a table.
    private static void WriteSheet(string folder, string target)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        var images = new List<ImageBuffer>();
        try
        {
            images.AddRange(Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Take(SheetPictures).Select(file => ImageCodec.Read(file)));
            if (images.Count > 0)
            {
                using var sheet = ContactSheet.Arrange(images, 4, images[0].Size);
                ImageCodec.Write(target, sheet);
            }
        }
        finally
        {
            images.ForEach(image => image.Dispose());
        }
    }

    private string ConfigPath(string name) => Path.Combine(options.ConfigDirectory, name);

    private List<ConfigOverride> Changes(string folder)
    {
        var changes = new List<ConfigOverride>
        {
            ConfigOverride.Set("work_dir", folder, "demo"),
            ConfigOverride.Set("_vars_.data_root", DataRoot, "demo"),
            ConfigOverride.Set("randomness.seed", checked((long)options.Seed), "demo"),
            ConfigOverride.Set("default_hooks.visualization.type", "DetVisualizationHook", "demo"),
            ConfigOverride.Set("default_hooks.visualization.draw", true, "demo"),
            ConfigOverride.Set("default_hooks.visualization.interval", PictureInterval, "demo"),
            ConfigOverride.Set("default_hooks.visualization.score_thr", PictureScore, "demo"),
            ConfigOverride.Set("default_hooks.visualization.novel_classes", World.NovelCategories, "demo"),
        };
        if (options.DataDirectory is { } given)
        {
            var clip = new[] { "tiny_clip.safetensors", "tiny_clip.pth" }.Select(name => Path.Combine(given, name)).FirstOrDefault(File.Exists)
                ?? throw new BaronException($"The data folder {given} has neither tiny_clip.safetensors nor tiny_clip.pth.");
            changes.Add(ConfigOverride.Set("_vars_.clip_checkpoint", clip, "demo"));
            var vocabulary = Path.Combine(given, "demo_bpe.txt.gz");
            if (File.Exists(vocabulary))
            {
                changes.Add(ConfigOverride.Set("_vars_.bpe_path", vocabulary, "demo"));
            }
        }

        changes.AddRange(options.Overrides);
        return changes;
    }

    private double Phrases(BaronHost host, ConfigDocument trained, IModel model)
    {
        if (model is not IOpenVocabularyDetector detector)
        {
            throw new BaronException("The demonstration's detector must be an open-vocabulary one.");
        }

        var annotations = Path.Combine(DataRoot, "annotations", "phrases_val.json");
        var changes = Changes(trained.Root["work_dir"]!.AsString());
        changes.Add(ConfigOverride.Set("test_dataloader.dataset.ann_file", Path.GetFullPath(annotations), "demo"));
        changes.Add(ConfigOverride.Set("test_evaluator.ann_file", annotations, "demo"));
        changes.Add(ConfigOverride.Set("test_evaluator.splits", Array.Empty<string>(), "demo"));
        using var run = host.Open(ConfigDocument.Load(trained.FilePath, changes), new RunOptions { Display = options.Display });
        var evaluator = run.Evaluator(run.Config.TestDataloader!, run.Config.TestEvaluator);
        using (NewDisposeScope())
        using (no_grad())
        {
            detector.SetVocabulary(evaluator.Info.ClassNames, PhraseTemplates);
        }

        try
        {
            var metrics = evaluator.Run(detector, progress: (done, seconds) => options.Display.Progress(new RunProgress("phrases", done, evaluator.Count, seconds, [])));
            return Points(metrics, "bbox_mAP_50");
        }
        finally
        {
            options.Display.Finish("phrases");
        }
    }

    private void DrawWith(string what, Action<Action<int>, string> write, string folder)
    {
        var started = Stopwatch.GetTimestamp();
        var told = 0;
        write(
            done =>
            {
                if (Interlocked.Exchange(ref told, 1) == 0)
                {
                    options.Display.Message($"{what} ({folder})");
                }
            },
            folder);
        if (told != 0)
        {
            options.Display.Message(FormattableString.Invariant($"Drawn in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s."));
        }
    }
}
