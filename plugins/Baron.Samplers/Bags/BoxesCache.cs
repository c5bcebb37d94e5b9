using System.Text.Json;
using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Samplers.Bags;

/// <summary>
/// Remembers the boxes chosen for each image of a data set in earlier epochs: proposals of novel objects come and go, and bags are
/// laid around every one that was ever good.
/// </summary>
[Component("BoxesCache")]
public sealed class BoxesCache : Module, IBoxesCache, IRunState
{
    private readonly string _path;
    private readonly int _start;
    private readonly Dictionary<long, ScoredBox[]> _boxes = [];
    private HashSet<long>? _images;
    private (int Capacity, double Nms, double Score) _settings = (300, 0.1, 0.85);

    /// <summary>Creates an empty cache.</summary>
    /// <param name="jsonPath">The annotation file in COCO format whose images are remembered.</param>
    /// <param name="startIter">Images seen before anything is remembered.</param>
    public BoxesCache(string jsonPath, int startIter = 20000)
        : base(nameof(BoxesCache))
    {
        (_path, _start) = (jsonPath, startIter);
    }

    /// <summary>Images seen so far.</summary>
    public long Seen { get; private set; }

    /// <inheritdoc/>
    public void Configure(int capacity, double nmsThreshold, double scoreThreshold) => _settings = (capacity, nmsThreshold, scoreThreshold);

    /// <inheritdoc/>
    /// <exception cref="BaronException">The annotation file cannot be read.</exception>
    public IReadOnlyList<ScoredBox> Update(ImageMeta meta, IReadOnlyList<ScoredBox> boxes)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(boxes);
        _images ??= ReadImageIds(_path);
        Seen++;
        if (Seen < _start || boxes.Count == 0 || !_images.Contains(meta.ImageId))
        {
            return boxes;
        }

        var width = meta.ImageShape.Width;
        var (scaleX, scaleY) = ((float)meta.ScaleX, (float)meta.ScaleY);
        var flipped = meta.FlipDirection == "horizontal";
        var all = Remembered(meta.ImageId).Select(b => Flip(b with { X1 = b.X1 * scaleX, Y1 = b.Y1 * scaleY, X2 = b.X2 * scaleX, Y2 = b.Y2 * scaleY })).Concat(boxes).ToList();
        var good = all.Where(b => b.Score > _settings.Score).ToList();
        var merged = GreedyNms.Keep(good.Count > 0 ? good : [all.MaxBy(b => b.Score)], _settings.Nms);
        _boxes[meta.ImageId] = [.. merged.Take(_settings.Capacity).Select(Flip).Select(b => b with { X1 = b.X1 / scaleX, Y1 = b.Y1 / scaleY, X2 = b.X2 / scaleX, Y2 = b.Y2 / scaleY })];
        return merged;

        ScoredBox Flip(ScoredBox b) => flipped ? b with { X1 = width - b.X2, X2 = width - b.X1 } : b;
    }

    /// <summary>The boxes remembered for an image, in pixels of the unflipped original; empty where there are none.</summary>
    /// <param name="imageId">The image.</param>
    public IReadOnlyList<ScoredBox> Remembered(long imageId) => _boxes.TryGetValue(imageId, out var boxes) ? boxes : [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> SaveRunState()
    {
        var images = _boxes.Where(p => p.Value.Length > 0).OrderBy(p => p.Key).ToList();
        var ids = images.SelectMany(p => new[] { p.Key, p.Value.Length }).ToArray();
        var values = images.SelectMany(p => p.Value).SelectMany(b => new[] { b.X1, b.Y1, b.X2, b.Y2, b.Score }).ToArray();
        return new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["seen"] = tensor(new[] { Seen }),
            ["images"] = tensor(ids, [images.Count, 2], dtype: ScalarType.Int64),
            ["boxes"] = tensor(values, [values.Length / 5, 5], dtype: ScalarType.Float32),
        };
    }

    /// <inheritdoc/>
    public void LoadRunState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.TryGetValue("seen", out var seen) || !state.TryGetValue("images", out var images) || !state.TryGetValue("boxes", out var boxes))
        {
            throw new BaronException("The saved state is not that of a BoxesCache.");
        }

        Seen = seen.data<long>()[0];
        _boxes.Clear();
        var ids = images.data<long>().ToArray();
        var values = boxes.data<float>().ToArray();
        var next = 0;
        for (var i = 0; i < ids.Length; i += 2)
        {
            var own = new ScoredBox[ids[i + 1]];
            for (var j = 0; j < own.Length; j++, next += 5)
            {
                own[j] = new ScoredBox(values[next], values[next + 1], values[next + 2], values[next + 3], values[next + 4]);
            }

            _boxes[ids[i]] = own;
        }
    }

    private static HashSet<long> ReadImageIds(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var document = JsonDocument.Parse(file);
            return [.. document.RootElement.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("id").GetInt64())];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BaronException($"BoxesCache: '{path}' is not an annotation file with images that have ids: {e.Message}", e);
        }
    }
}
