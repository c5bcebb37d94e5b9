using System.Collections.Concurrent;
using System.Text.Json;

namespace Baron.Data.Coco;

/// <summary>
/// An annotation file in COCO's format, read in one streaming pass. Masks stay in the file and are read when they are needed.
/// Datasets over the same file share one.
/// </summary>
internal sealed class CocoAnnotationFile
{
    private static readonly ConcurrentDictionary<string, Lazy<WeakReference<CocoAnnotationFile>>> Cache = new(StringComparer.Ordinal);
    private static readonly Lock CacheLock = new();

    private CocoAnnotationFile(string path) => FilePath = path;

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Images in file order.</summary>
    public List<CocoImage> Images { get; } = [];

    /// <summary>Annotations in file order; <see cref="CocoAnnotation.Image"/> is an index into <see cref="Images"/>.</summary>
    public List<CocoAnnotation> Annotations { get; private set; } = [];

    /// <summary>Categories in file order.</summary>
    public List<CocoCategory> Categories { get; } = [];

    /// <summary>Captions given as annotations, by index into <see cref="Images"/>; <c>null</c> when there are none.</summary>
    public Dictionary<int, List<string>>? Captions { get; private set; }

    /// <summary>Whether any annotation has a mask.</summary>
    public bool HasMasks { get; private set; }

    /// <summary>Reads a file, or takes it from a dataset that has it already.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BaronException">The file is missing, unreadable, not JSON or not in COCO's format.</exception>
    public static CocoAnnotationFile Open(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            throw new BaronException($"The annotation file '{path}' does not exist; check data_root and ann_file.");
        }

        var key = $"{info.FullName}|{info.Length}|{info.LastWriteTimeUtc.Ticks}";
        lock (CacheLock)
        {
            if (Cache.TryGetValue(key, out var cached) && cached.Value.TryGetTarget(out var known))
            {
                return known;
            }

            foreach (var stale in Cache.Where(entry => !entry.Value.Value.TryGetTarget(out _)).Select(entry => entry.Key).ToList())
            {
                Cache.TryRemove(stale, out _);
            }

            var file = Parse(path);
            Cache[key] = new Lazy<WeakReference<CocoAnnotationFile>>(new WeakReference<CocoAnnotationFile>(file));
            return file;
        }
    }

    /// <summary>The error of a file that is not JSON.</summary>
    /// <param name="path">The file.</param>
    /// <param name="e">What the parser said.</param>
    public static BaronException NotJson(string path, JsonException e)
    {
        var place = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
        return new BaronException($"The annotation file '{path}' is not valid JSON{place} (is it truncated, or another kind of file?).", e);
    }

    private static CocoAnnotationFile Parse(string path)
    {
        var file = new CocoAnnotationFile(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            file.Read(stream);
            return file;
        }
        catch (JsonException e)
        {
            throw NotJson(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The annotation file '{path}' cannot be read: {e.Message}", e);
        }
    }

    private void Read(Stream stream)
    {
        var reader = new JsonFileReader(stream);
        reader.Next();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong("is not in COCO's format: it must be an object with 'images', 'annotations' and 'categories'");
        }

        var hasImages = false;
        var raw = new List<(long ImageId, CocoAnnotation Annotation, string? Caption)>();
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("images"u8))
            {
                hasImages = true;
                EachRecord(ref reader, "images", ReadImage);
            }
            else if (reader.Is("annotations"u8))
            {
                EachRecord(ref reader, "annotations", (ref JsonFileReader r) => raw.Add(ReadAnnotation(ref r)));
            }
            else if (reader.Is("categories"u8))
            {
                EachRecord(ref reader, "categories", ReadCategory);
            }
            else
            {
                reader.Skip();
            }
        }

        if (reader.Read())
        {
            throw Wrong("has something after its end");
        }

        if (!hasImages)
        {
            throw Wrong("is not in COCO's format: it has no 'images'");
        }

        Resolve(raw);
    }

    private delegate void RecordReader(ref JsonFileReader reader);

    private void EachRecord(ref JsonFileReader reader, string list, RecordReader read)
    {
        reader.Next();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong($"is not in COCO's format: '{list}' must be a list");
        }

        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong($"is not in COCO's format: '{list}' must hold objects");
            }

            read(ref reader);
        }
    }

    private void ReadImage(ref JsonFileReader reader)
    {
        long? id = null;
        string? fileName = null;
        string? url = null;
        long? width = null;
        long? height = null;
        List<string>? captions = null;
        List<int>? positive = null;
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("id"u8))
            {
                reader.Next();
                id = reader.GetInt64();
                reader.Skip();
            }
            else if (reader.Is("file_name"u8))
            {
                reader.Next();
                fileName = reader.GetText();
                reader.Skip();
            }
            else if (reader.Is("coco_url"u8))
            {
                reader.Next();
                url = reader.GetText();
                reader.Skip();
            }
            else if (reader.Is("width"u8))
            {
                reader.Next();
                width = reader.GetInt64();
                reader.Skip();
            }
            else if (reader.Is("height"u8))
            {
                reader.Next();
                height = reader.GetInt64();
                reader.Skip();
            }
            else if (reader.Is("captions"u8))
            {
                captions = [];
                EachScalar(ref reader, "captions", (ref JsonFileReader r) => captions.Add(r.GetText() ?? throw Wrong("has an image whose 'captions' are not all text")));
            }
            else if (reader.Is("pos_category_ids"u8))
            {
                positive = [];
                EachScalar(ref reader, "pos_category_ids", (ref JsonFileReader r) => positive.Add((int)(r.GetInt64() ?? throw Wrong("has an image whose 'pos_category_ids' are not all whole numbers"))));
            }
            else
            {
                reader.Skip();
            }
        }

        if (id is null)
        {
            throw Wrong("has an image without a whole number as 'id'");
        }

        if (fileName is null && url is null)
        {
            throw Wrong($"has no 'file_name' for image {id}");
        }

        if (width is not (> 0 and <= int.MaxValue) || height is not (> 0 and <= int.MaxValue))
        {
            throw Wrong($"has no positive 'width' and 'height' for image {id}");
        }

        Images.Add(new CocoImage
        {
            Id = id.Value,
            FileName = fileName ?? "",
            CocoUrl = url,
            Width = (int)width.Value,
            Height = (int)height.Value,
            Captions = captions?.ToArray(),
            PositiveCategoryIds = positive?.ToArray(),
        });
    }

    private (long ImageId, CocoAnnotation Annotation, string? Caption) ReadAnnotation(ref JsonFileReader reader)
    {
        long id = 0;
        long? imageId = null;
        long? category = null;
        double? area = null;
        var crowd = false;
        var ignore = false;
        string? caption = null;
        var hasBox = false;
        Span<double> box = stackalloc double[4];
        long maskOffset = 0;
        var maskLength = 0;
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("id"u8))
            {
                reader.Next();
                id = reader.GetInt64() ?? 0;
                reader.Skip();
            }
            else if (reader.Is("image_id"u8))
            {
                reader.Next();
                imageId = reader.GetInt64();
                reader.Skip();
            }
            else if (reader.Is("category_id"u8))
            {
                reader.Next();
                category = reader.GetInt64();
                reader.Skip();
            }
            else if (reader.Is("area"u8))
            {
                reader.Next();
                area = reader.GetDouble();
                reader.Skip();
            }
            else if (reader.Is("iscrowd"u8))
            {
                reader.Next();
                crowd = Flag(in reader);
                reader.Skip();
            }
            else if (reader.Is("ignore"u8))
            {
                reader.Next();
                ignore = Flag(in reader);
                reader.Skip();
            }
            else if (reader.Is("caption"u8))
            {
                reader.Next();
                caption = reader.GetText();
                reader.Skip();
            }
            else if (reader.Is("bbox"u8))
            {
                ReadBox(ref reader, box, id);
                hasBox = true;
            }
            else if (reader.Is("segmentation"u8))
            {
                reader.Next();
                var empty = reader.TokenType == JsonTokenType.Null;
                maskOffset = reader.TokenStart;
                reader.Skip();
                maskLength = checked((int)(reader.TokenEnd - maskOffset));

                // "[]" and "null" are no masks.
                if (empty || maskLength <= 2)
                {
                    maskLength = 0;
                }
            }
            else
            {
                reader.Skip();
            }
        }

        if (imageId is null)
        {
            throw Wrong($"has no whole number as 'image_id' for annotation {id}");
        }

        if (caption is null && !hasBox)
        {
            throw Wrong($"has no 'bbox' for annotation {id}");
        }

        if (caption is null && category is not (>= 0 and <= int.MaxValue))
        {
            throw Wrong($"has no whole number as 'category_id' for annotation {id}");
        }

        HasMasks |= maskLength > 0;
        var annotation = new CocoAnnotation(
            id, 0, (int)(category ?? -1), box[0], box[1], box[2], box[3], area ?? (box[2] * box[3]), crowd, ignore, maskOffset, maskLength);
        return (imageId.Value, annotation, hasBox ? null : caption);
    }

    private void ReadBox(ref JsonFileReader reader, scoped Span<double> box, long id)
    {
        reader.Next();
        var count = 0;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
            {
                if (reader.GetDouble() is not { } value || count == 4)
                {
                    throw Wrong($"has a 'bbox' that is not [x, y, width, height] for annotation {id}");
                }

                box[count++] = value;
            }
        }

        if (count != 4)
        {
            throw Wrong($"has a 'bbox' that is not [x, y, width, height] for annotation {id}");
        }
    }

    private void ReadCategory(ref JsonFileReader reader) =>
        Categories.Add(CocoCategoryReader.Read(ref reader) ?? throw Wrong("has a category without 'id' or 'name'"));

    private void EachScalar(ref JsonFileReader reader, string list, RecordReader read)
    {
        reader.Next();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong($"has an image whose '{list}' is not a list");
        }

        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
        {
            read(ref reader);
        }
    }

    private static bool Flag(in JsonFileReader reader) =>
        reader.TokenType == JsonTokenType.True || reader.GetDouble() is { } number && number != 0;

    private void Resolve(List<(long ImageId, CocoAnnotation Annotation, string? Caption)> raw)
    {
        var index = new Dictionary<long, int>(Images.Count);
        for (var i = 0; i < Images.Count; i++)
        {
            if (!index.TryAdd(Images[i].Id, i))
            {
                throw Wrong($"has two images with the id {Images[i].Id}");
            }
        }

        var categories = new HashSet<int>();
        foreach (var category in Categories)
        {
            if (!categories.Add(category.Id))
            {
                throw Wrong($"has two categories with the id {category.Id}");
            }
        }

        Annotations = new List<CocoAnnotation>(raw.Count);
        foreach (var (imageId, annotation, caption) in raw)
        {
            if (!index.TryGetValue(imageId, out var image))
            {
                var missing = raw.Select(r => r.ImageId).Where(id => !index.ContainsKey(id)).Distinct().Count();
                throw Wrong($"has annotations of {missing} image(s) that are not in its 'images', such as annotation {annotation.Id} of image {imageId}");
            }

            if (caption is not null)
            {
                Captions ??= [];
                (Captions.TryGetValue(image, out var list) ? list : Captions[image] = []).Add(caption);
            }
            else
            {
                Annotations.Add(annotation with { Image = image });
            }
        }
    }

    private BaronException Wrong(string what) => new($"The annotation file '{FilePath}' {what}.");
}
