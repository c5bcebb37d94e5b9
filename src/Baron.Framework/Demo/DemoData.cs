using System.Text.Json;
using Baron.Media;

namespace Baron.Demo;

/// <summary>
/// Writes the demonstration's data: pictures, and annotations in COCO's format for all, base and novel classes, captions, and the
/// validation boxes under 160 phrases <c>colour shape</c>.
/// </summary>
public static class DemoData
{
    /// <summary>Pictures for training the detector.</summary>
    public const int DefaultTrainCount = 2000;

    /// <summary>Pictures for validation.</summary>
    public const int DefaultValCount = 300;

    /// <summary>Scenes for training the tiny CLIP.</summary>
    public const int DefaultClipCount = 8000;

    private const int FirstValId = 100_001;
    private const int CaptionsAnImage = 3;
    private const int Quality = 92;
    private const string Marker = "demo.json";

    /// <summary>
    /// Writes <c>train/</c>, <c>val/</c> and <c>annotations/</c> (<c>instances_{train,val}{,_base,_novel}.json</c>,
    /// <c>captions_{train,val}.json</c>, <c>captions_train_allcaps.json</c>, <c>phrases_val.json</c>). Does nothing where the same
    /// data is there already.
    /// </summary>
    /// <param name="directory">The folder; created where it is missing.</param>
    /// <param name="seed">The same seed draws the same pictures.</param>
    /// <param name="trainCount">Pictures for training.</param>
    /// <param name="valCount">Pictures for validation.</param>
    /// <param name="progress">Told the pictures drawn so far, from several threads.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <exception cref="BaronException">The folder cannot be written, or the native media library is absent.</exception>
    public static void Write(
        string directory,
        ulong seed = 0,
        int trainCount = DefaultTrainCount,
        int valCount = DefaultValCount,
        Action<int>? progress = null,
        CancellationToken cancellation = default)
    {
        var what = $"detection data, seed {seed}, {trainCount} + {valCount} pictures";
        if (IsThere(directory, what))
        {
            return;
        }

        Forget(directory);
        var random = new RandomSource(seed);
        var done = 0;
        foreach (var (name, count, firstId) in new[] { ("train", trainCount, 1), ("val", valCount, FirstValId) })
        {
            var scenes = DrawScenes(Path.Combine(directory, name), random, name, count, firstId, new SceneSettings(), () => progress?.Invoke(Interlocked.Increment(ref done)), cancellation);
            DemoAnnotations.WriteDetection(Path.Combine(directory, "annotations"), name, scenes, DrawCaptions(random, name, scenes));
        }

        Remember(directory, what);
    }

    /// <summary>
    /// Writes scenes for training the tiny CLIP: <c>clip/</c> with pictures and <c>annotations/scenes.json</c> with boxes, colours
    /// and sizes, as <c>RegionCaptionDataset</c> reads them. Does nothing where the same data is there already.
    /// </summary>
    /// <param name="directory">The folder; created where it is missing.</param>
    /// <param name="seed">The same seed draws the same pictures.</param>
    /// <param name="count">Scenes.</param>
    /// <param name="progress">Told the pictures drawn so far, from several threads.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <exception cref="BaronException">The folder cannot be written, or the native media library is absent.</exception>
    public static void WriteScenes(
        string directory, ulong seed = 0, int count = DefaultClipCount, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        var what = $"scenes for CLIP, seed {seed}, {count} pictures";
        if (IsThere(directory, what))
        {
            return;
        }

        Forget(directory);
        var done = 0;
        var scenes = DrawScenes(
            Path.Combine(directory, "clip"), new RandomSource(seed), "clip", count, 1, new SceneSettings(MinObjects: 1), () => progress?.Invoke(Interlocked.Increment(ref done)), cancellation);
        DemoAnnotations.WriteScenes(Path.Combine(directory, "annotations"), scenes);
        Remember(directory, what);
    }

    // Every scene has a source of its own, so that the order in which threads draw them does not matter.
    private static DemoImage[] DrawScenes(
        string folder, RandomSource random, string split, int count, int firstId, SceneSettings settings, Action drawn, CancellationToken cancellation)
    {
        CreateFolder(folder);
        var scenes = new DemoImage[count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        try
        {
            Parallel.For(0, count, options, i =>
            {
                using var scene = World.Draw(random.Fork($"demo/{split}/scene{i}"), settings);
                var id = firstId + i;
                var fileName = $"{id:000000}.jpg";
                ImageCodec.Write(Path.Combine(folder, fileName), scene.Image, Quality);
                scenes[i] = new DemoImage(id, fileName, scene.Image.Width, scene.Image.Height, scene.Objects);
                drawn();
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<BaronException>().FirstOrDefault() is { } first)
        {
            throw first;
        }

        return scenes;
    }

    private static string[][] DrawCaptions(RandomSource random, string split, DemoImage[] scenes) =>
        [.. scenes.Select((scene, i) =>
        {
            var source = random.Fork($"demo/{split}/captions{i}");
            var objects = scene.Objects.Select(o => (o.Category, o.Color, o.Size)).ToList();
            return Enumerable.Range(0, CaptionsAnImage).Select(_ => WorldCaptions.Describe(source, objects)).ToArray();
        })];

    private static bool IsThere(string directory, string what)
    {
        try
        {
            using var marker = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, Marker)));
            return marker.RootElement.TryGetProperty("content", out var content) && content.GetString() == what;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // A folder that is being rewritten must not look complete.
    private static void Forget(string directory)
    {
        CreateFolder(directory);
        File.Delete(Path.Combine(directory, Marker));
    }

    private static void Remember(string directory, string what) =>
        AtomicFile.WriteText(Path.Combine(directory, Marker), JsonSerializer.Serialize(new Dictionary<string, string> { ["content"] = what }) + "\n");

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The folder '{folder}' cannot be written: {e.Message}", e);
        }
    }
}
