using System.Runtime.InteropServices;
using System.Text.Json;
using Baron.Data;
using Baron.Media;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Demo;

/// <summary>
/// Windows of the demo world's scenes with sentences about what they show, for training a small CLIP. A sample is a random window:
/// around one object (55%), around one with more of its surroundings (30%), or anywhere (15%); near a third are square. It is
/// resampled to a square as the detector crops regions for CLIP, and flipped half of the time. An object is seen when at least half
/// of it is inside and that part covers more than 2% of the window.
/// </summary>
[Component("RegionCaptionDataset")]
public sealed class RegionCaptionDataset : IDataset
{
    private const double MinInside = 0.5;
    private const double MinCover = 0.02;
    private readonly string _folder;
    private readonly int _size;
    private readonly double _flip;
    private readonly string[] _templates;
    private readonly List<SceneRecord> _scenes;

    /// <summary>Reads the scenes.</summary>
    /// <param name="annFile">
    /// The scenes (<c>annotations/scenes.json</c> of the demo data), in COCO's format with <c>color</c> and <c>size</c> for each
    /// annotation; below <paramref name="dataRoot"/> or absolute.
    /// </param>
    /// <param name="dataRoot">The folder of the data.</param>
    /// <param name="dataPrefix">Where the pictures are, below <paramref name="dataRoot"/>.</param>
    /// <param name="size">Side of the resampled window in pixels: the image tower's resolution.</param>
    /// <param name="flipProb">The probability of a flip.</param>
    /// <param name="templates">
    /// Sentences around a class name (<c>{}</c>, with <c>{article}</c> for a or an): half of the windows that show exactly one
    /// object get one of these. None: all windows are described by phrases.
    /// </param>
    /// <exception cref="BaronException">The file is missing or has another form.</exception>
    public RegionCaptionDataset(
        [FilePath(RelativeTo = "data_root")] string annFile,
        [DirectoryPath] string dataRoot = "",
        DataPrefix? dataPrefix = null,
        int size = 64,
        double flipProb = 0.5,
        IReadOnlyList<string>? templates = null)
    {
        if (size < 1 || flipProb is not (>= 0 and <= 1))
        {
            throw new BaronException("RegionCaptionDataset: size is at least 1 and flip_prob between 0 and 1.");
        }

        _folder = Path.Combine(dataRoot, dataPrefix?.Img ?? "");
        (_size, _flip, _templates) = (size, flipProb, [.. templates ?? []]);
        var path = Path.Combine(dataRoot, annFile);
        _scenes = ReadScenes(path, out var info);
        Info = info;
        if (_scenes.Count == 0)
        {
            throw new BaronException($"RegionCaptionDataset: '{path}' has no images.");
        }
    }

    /// <inheritdoc/>
    public int Count => _scenes.Count;

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public ImageSize GetSize(int index) => new(_size, _size);

    /// <inheritdoc/>
    public DataSample? Get(int index, IRandomSource random)
    {
        var scene = _scenes[index];
        var path = Path.Combine(_folder, scene.FileName);
        using var image = ImageCodec.Read(path);
        var window = WindowSampler.Draw(random, image.Size, scene.Boxes);
        var flipped = random.NextDouble() < _flip;
        var seen = Enumerable.Range(0, scene.Boxes.Length).Where(i => IsSeen(scene.Boxes[i], window)).ToList();
        var pixels = empty([3, _size, _size], dtype: ScalarType.Float32);
        WindowSampler.Resample(image, window, _size, flipped, MemoryMarshal.Cast<byte, float>(pixels.bytes));
        var shape = new ImageSize(_size, _size);
        var meta = new ImageMeta
        {
            ImageId = scene.Id,
            Path = path,
            OriginalShape = image.Size,
            ImageShape = shape,
            ScaleX = _size / (double)window.Width,
            ScaleY = _size / (double)window.Height,
            FlipDirection = flipped ? "horizontal" : null,
        };
        var truth = new GroundTruth
        {
            Boxes = empty([0, 4], dtype: ScalarType.Float32),
            Labels = empty([0], dtype: ScalarType.Int64),
            Captions = [Caption(random, scene, seen)],
            Tags = [.. seen.Select(i => scene.Objects[i].Label).Distinct()],
        };
        return new DataSample(pixels, meta, truth);
    }

    private static bool IsSeen(PixelBox box, PixelBox window)
    {
        var width = Math.Min(box.X2, window.X2) - Math.Max(box.X1, window.X1);
        var height = Math.Min(box.Y2, window.Y2) - Math.Max(box.Y1, window.Y1);
        if (width <= 0 || height <= 0)
        {
            return false;
        }

        var inside = (double)width * height;
        return inside >= MinInside * box.Width * box.Height && inside > MinCover * window.Width * window.Height;
    }

    private string Caption(IRandomSource random, SceneRecord scene, List<int> seen)
    {
        if (seen.Count == 1 && _templates.Length > 0 && random.NextDouble() < 0.5)
        {
            var name = Info.ClassNames[scene.Objects[seen[0]].Label];
            return random.Pick(_templates)
                .Replace("{article}", WorldCaptions.Article(name), StringComparison.Ordinal)
                .Replace("{}", name, StringComparison.Ordinal);
        }

        return WorldCaptions.Describe(random, [.. seen.Select(i => (Info.ClassNames[scene.Objects[i].Label], scene.Objects[i].Color, scene.Objects[i].Size))]);
    }

    private static List<SceneRecord> ReadScenes(string path, out DatasetInfo info)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            var categories = root.GetProperty("categories").EnumerateArray().Select(c => (Id: c.GetProperty("id").GetInt32(), Name: c.GetProperty("name").GetString()!)).ToList();
            info = new DatasetInfo([.. categories.Select(c => c.Name)], [.. categories.Select(c => c.Id)]);
            var labels = categories.Select((c, i) => (c.Id, Label: i)).ToDictionary(c => c.Id, c => c.Label);
            var objects = root.GetProperty("annotations").EnumerateArray().ToLookup(a => a.GetProperty("image_id").GetInt64(), a =>
            {
                var box = a.GetProperty("bbox").EnumerateArray().Select(v => v.GetDouble()).ToArray();
                return (
                    Box: new PixelBox((float)box[0], (float)box[1], (float)(box[0] + box[2]), (float)(box[1] + box[3])),
                    Object: (labels[a.GetProperty("category_id").GetInt32()], a.GetProperty("color").GetString()!, a.GetProperty("size").GetDouble()));
            });
            return
            [
                .. root.GetProperty("images").EnumerateArray().Select(image =>
                {
                    var id = image.GetProperty("id").GetInt64();
                    return new SceneRecord(id, image.GetProperty("file_name").GetString()!, [.. objects[id].Select(o => o.Box)], [.. objects[id].Select(o => o.Object)]);
                }),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException(
                e is FileNotFoundException or DirectoryNotFoundException
                    ? $"RegionCaptionDataset: '{path}' does not exist; 'baron demo' writes it."
                    : $"RegionCaptionDataset: '{path}' cannot be read: {e.Message}",
                e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException or ArgumentException)
        {
            throw new BaronException($"RegionCaptionDataset: '{path}' is not a file of scenes (COCO's format, with 'color' and 'size' for each annotation): {e.Message}", e);
        }
    }

    private sealed record SceneRecord(long Id, string FileName, PixelBox[] Boxes, (int Label, string Color, double Size)[] Objects);
}
