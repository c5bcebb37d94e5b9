using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Data;
using Baron.Data.Transforms;
using Baron.Media;
using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Hosting;

/// <summary>A trained detector for programs: pictures in, objects out.</summary>
/// <example>
/// <code>
/// using var detector = Detector.Load("configs/my.toml", "work_dirs/my/iter_2000.safetensors");
/// foreach (var found in detector.Detect("photo.jpg", ["red star", "large house"]))
///     Console.WriteLine($"{found.ClassName} {found.Score:0.00} {found.Box}");
/// </code>
/// </example>
public sealed class Detector : IDisposable
{
    private readonly BaronRun _run;
    private readonly IDetector _detector;
    private readonly Pipeline _fromFile;
    private readonly Pipeline _fromMemory;

    private Detector(BaronRun run, IDetector detector, IReadOnlyList<ITransform> steps, IReadOnlyList<string> classNames)
    {
        _run = run;
        _detector = detector;
        _fromFile = new Pipeline(steps);
        _fromMemory = new Pipeline([.. steps.Where(step => step is not LoadImageFromFile)]);
        ClassNames = classNames;
    }

    /// <summary>The classes that are looked for; label i is the i-th name.</summary>
    public IReadOnlyList<string> ClassNames { get; private set; }

    /// <summary>Whether <see cref="SetClasses"/> works: whether the classes are words.</summary>
    public bool IsOpenVocabulary => _detector is IOpenVocabularyDetector;

    /// <summary>The device it runs on, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device => _run.Device.ToString();

    /// <summary>Builds the detector of a config with the weights of a checkpoint; plugins are found in the usual folders.</summary>
    /// <param name="config">The config file.</param>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; <c>null</c>: what the config says.</param>
    /// <exception cref="BaronException">The config or the checkpoint is wrong, or they do not fit.</exception>
    public static Detector Load(string config, string checkpoint, string? device = null)
    {
        var document = ConfigDocument.Load(config, device is null ? null : [ConfigOverride.Set("device", device, "device")]);
        return Load(BaronHost.StartFor(document).Open(document), checkpoint);
    }

    /// <summary>Builds the detector of an open config with the weights of a checkpoint.</summary>
    /// <param name="run">The config; belongs to the detector from now on.</param>
    /// <param name="checkpoint">The weights.</param>
    /// <exception cref="BaronException">The checkpoint is wrong or does not fit, or the model is no detector.</exception>
    public static Detector Load(BaronRun run, string checkpoint)
    {
        try
        {
            var steps = Steps(run);
            var model = run.LoadModel(checkpoint);
            if (model is not IDetector detector)
            {
                throw new BaronException($"{run.Document.FilePath}: the model is not a detector.");
            }

            model.AsModule().eval();
            return new Detector(run, detector, steps, KnownClasses(run, checkpoint));
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Looks for other classes from now on.</summary>
    /// <param name="classNames">Any words; at least one, no duplicates.</param>
    /// <param name="templates">Prompt templates with one <c>{}</c> each, or <c>null</c> for the method's own.</param>
    /// <exception cref="BaronException">The list is empty or has duplicates, or the detector's classes are fixed.</exception>
    public void SetClasses(IReadOnlyList<string> classNames, IReadOnlyList<string>? templates = null)
    {
        Vocabulary.Check(classNames);
        if (_detector is not IOpenVocabularyDetector open)
        {
            throw new BaronException($"{_detector.AsModule().GetName()} is not an open-vocabulary detector: its classes are fixed ({string.Join(", ", ClassNames.Take(8))}{(ClassNames.Count > 8 ? ", ..." : "")}).");
        }

        using (NewDisposeScope())
        using (no_grad())
        {
            open.SetVocabulary(classNames, templates);
        }

        ClassNames = [.. classNames];
    }

    /// <summary>Detects objects in a picture file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">Classes to look for from now on, or <c>null</c> for those of before.</param>
    /// <param name="scoreThreshold">Objects that score less are left out.</param>
    /// <returns>The objects, best first.</returns>
    /// <exception cref="BaronException">The file is not a picture, or the classes are wrong.</exception>
    public IReadOnlyList<DetectedObject> Detect(string path, IReadOnlyList<string>? classes = null, double scoreThreshold = 0.3)
    {
        UseClasses(classes);
        return Detect(_fromFile, new PipelineSample(new ImageMeta { Path = path }, ImageAnnotations.Empty), scoreThreshold);
    }

    /// <summary>Detects objects in a picture.</summary>
    /// <param name="image">The picture, BGR; stays the caller's.</param>
    /// <param name="classes">Classes to look for from now on, or <c>null</c> for those of before.</param>
    /// <param name="scoreThreshold">Objects that score less are left out.</param>
    /// <returns>The objects, best first.</returns>
    /// <exception cref="BaronException">The classes are wrong.</exception>
    public IReadOnlyList<DetectedObject> Detect(ImageBuffer image, IReadOnlyList<string>? classes = null, double scoreThreshold = 0.3)
    {
        UseClasses(classes);
        var meta = new ImageMeta { OriginalShape = image.Size, ImageShape = image.Size };
        return Detect(_fromMemory, new PipelineSample(meta, ImageAnnotations.Empty) { Image = image.Clone() }, scoreThreshold);
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    // The pipeline of the test data without annotations: what a picture from anywhere goes through.
    private static IReadOnlyList<ITransform> Steps(BaronRun run)
    {
        foreach (var loader in new[] { "test_dataloader", "val_dataloader" })
        {
            var dataset = run.Document.Root[loader] is ConfigTable table ? table["dataset"] as ConfigTable : null;
            var path = $"{loader}.dataset";
            while (dataset is { } wrapper && wrapper["pipeline"] is null)
            {
                // Wrappers such as ConcatDataset hold the datasets that have pipelines.
                var single = wrapper["dataset"] as ConfigTable;
                dataset = single ?? (wrapper["datasets"] as ConfigArray)?.FirstOrDefault() as ConfigTable;
                path += single is null ? ".datasets.0" : ".dataset";
            }

            if (dataset?["pipeline"] is ConfigArray pipeline)
            {
                var steps = pipeline.Where(step => step is not ConfigTable item || (item["type"] as ConfigScalar)?.Value is not "LoadAnnotations");
                return new ComponentFactory(run.Host.Catalog).Create<IReadOnlyList<ITransform>>(new ConfigArray(steps, pipeline.Position), path + ".pipeline");
            }
        }

        throw new BaronException($"{run.Document.FilePath}: the config has no test_dataloader with a pipeline, which says how pictures are prepared.");
    }

    private static IReadOnlyList<string> KnownClasses(BaronRun run, string checkpoint)
    {
        var dataset = run.Document.Root["test_dataloader"] is ConfigTable loader ? loader["dataset"] as ConfigTable : null;
        if (dataset?["metainfo"] is ConfigTable metainfo && metainfo["classes"] is ConfigArray names)
        {
            return [.. names.Select(name => name.AsString())];
        }

        using (var file = CheckpointFile.Open(checkpoint))
        {
            if (TrainingCheckpoint.ClassNames(file) is { Count: > 0 } saved)
            {
                return saved;
            }
        }

        try
        {
            return run.Config.TestDataloader?.Create().Dataset.Info.ClassNames ?? [];
        }
        catch (BaronException)
        {
            // A detector is used where its dataset is not; its classes then have numbers.
            return [];
        }
    }

    private void UseClasses(IReadOnlyList<string>? classes)
    {
        if (classes is not null && !classes.SequenceEqual(ClassNames))
        {
            SetClasses(classes);
        }
    }

    private List<DetectedObject> Detect(Pipeline pipeline, PipelineSample input, double scoreThreshold)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var sample = pipeline.Run(input, new RandomSource(0))
            ?? throw new BaronException($"The test pipeline drops the picture {input.Meta.Path}.");
        var detections = _detector.Predict([sample])[0];
        var boxes = detections.Boxes.to(ScalarType.Float32).contiguous().data<float>().ToArray();
        var scores = detections.Scores.to(ScalarType.Float32).contiguous().data<float>().ToArray();
        var labels = detections.Labels.contiguous().data<long>().ToArray();
        var objects = new List<DetectedObject>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] >= scoreThreshold)
            {
                var label = (int)labels[i];
                objects.Add(new DetectedObject(
                    label < ClassNames.Count ? ClassNames[label] : $"class {label}",
                    label,
                    scores[i],
                    new PixelBox(boxes[4 * i], boxes[(4 * i) + 1], boxes[(4 * i) + 2], boxes[(4 * i) + 3])));
            }
        }

        return objects;
    }
}
