using Baron.Data;
using Baron.Media;
using Baron.Registry;
using Baron.Structures;
using Baron.Visualization;

namespace Baron.Training.Hooks;

/// <summary>Writes evaluated pictures with detections, and with the ground truth where the picture was not resized.</summary>
[Component("DetVisualizationHook")]
public sealed class DetVisualizationHook : IHook
{
    private readonly bool _draw;
    private readonly int _interval;
    private readonly double _scoreThr;
    private readonly string? _testOutDir;
    private readonly HashSet<string>? _novel;

    /// <summary>Creates the hook.</summary>
    /// <param name="draw">Whether anything is drawn.</param>
    /// <param name="interval">Images between two that are drawn.</param>
    /// <param name="scoreThr">Detections that score less are not drawn.</param>
    /// <param name="testOutDir">The folder for pictures of tests; pictures of validations go to <c>vis</c> in the work directory.</param>
    /// <param name="novelClasses">Classes to draw in the colour of novel ones, all others in that of base ones.</param>
    /// <exception cref="BaronException">The interval is below 1.</exception>
    public DetVisualizationHook(
        bool draw = false,
        int interval = 50,
        double scoreThr = 0.3,
        [DirectoryPath(Output = true)] string? testOutDir = null,
        IReadOnlyList<string>? novelClasses = null)
    {
        if (interval < 1)
        {
            throw new BaronException($"interval is {interval}; it must be at least 1.");
        }

        _draw = draw;
        _interval = interval;
        _scoreThr = scoreThr;
        _testOutDir = testOutDir;
        _novel = novelClasses is null ? null : [.. novelClasses];
    }

    /// <inheritdoc/>
    public void AfterImage(Runner runner, EvaluationMode mode, int index, DataSample sample, Detections detections)
    {
        if (!_draw || index % _interval != 0 || sample.Meta.Path.Length == 0)
        {
            return;
        }

        var folder = mode == EvaluationMode.Test ? _testOutDir : runner.WorkDir is { } work ? Path.Combine(work, "vis", $"iter_{runner.Iteration}") : null;
        if (folder is null)
        {
            return;
        }

        var names = runner.EvaluatedClasses?.ClassNames ?? [];
        var style = new ClassStyle(names, _novel is null ? null : Enumerable.Range(0, names.Count).Where(label => _novel.Contains(names[label])));
        using var image = ImageCodec.Read(sample.Meta.Path);
        var visualizer = runner.Visualizer is null or DetLocalVisualizer
            ? ((DetLocalVisualizer?)runner.Visualizer ?? new DetLocalVisualizer()).WithThreshold(_scoreThr)
            : runner.Visualizer;
        using var drawn = visualizer.Draw(image, detections, Truth(sample), style);
        CreateFolder(folder);
        ImageCodec.Write(Path.Combine(folder, Path.GetFileNameWithoutExtension(sample.Meta.Path) + ".jpg"), drawn);
    }

    // Boxes of a sample are in pixels of the network input; only an unchanged picture has the same.
    private static ImageAnnotations? Truth(DataSample sample)
    {
        if (sample.Meta is not { ScaleX: 1, ScaleY: 1, Flipped: false })
        {
            return null;
        }

        using var boxes = sample.Truth.Boxes.contiguous();
        using var labels = sample.Truth.Labels.contiguous();
        var values = boxes.data<float>().ToArray();
        var classes = labels.data<long>().ToArray();
        return new ImageAnnotations
        {
            Boxes = [.. classes.Select((_, i) => new PixelBox(values[4 * i], values[(4 * i) + 1], values[(4 * i) + 2], values[(4 * i) + 3]))],
            Labels = [.. classes.Select(label => (int)label)],
            Ignored = new bool[classes.Length],
        };
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The folder {folder} for pictures cannot be made: {e.Message}", e);
        }
    }
}
