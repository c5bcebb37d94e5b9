using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Baron.Evaluation;

namespace Baron.Data.Coco;

/// <summary>
/// An annotation file in COCO's format, read in one streaming pass; large files leave a cache file, from which they are read the
/// next time. Masks stay in the file and are read when they are needed. Datasets over the same file share one.
/// </summary>
internal sealed class CocoAnnotationFile
{
    private static readonly ConcurrentDictionary<string, Lazy<WeakReference<CocoAnnotationFile>>> Cache = new(StringComparer.Ordinal);
    private static readonly Lock CacheLock = new();

    private int[] _starts = [];

    private CocoAnnotationFile(string path) => FilePath = path;

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Images in file order.</summary>
    public List<CocoImage> Images { get; } = [];

    /// <summary>The number of annotations.</summary>
    public int AnnotationCount => Annotations.Length;

    /// <summary>Whether the file was read from its cache.</summary>
    public bool IsFromCache { get; private init; }

    /// <summary>The file as it was when it was read.</summary>
    public FileStamp Stamp { get; private init; }

    // By image, within an image in file order.
    private CocoAnnotation[] Annotations { get; set; } = [];

    /// <summary>Categories in file order.</summary>
    public List<CocoCategory> Categories { get; } = [];

    /// <summary>Captions given as annotations, by index into <see cref="Images"/>; <c>null</c> when there are none.</summary>
    public Dictionary<int, List<string>>? Captions { get; private set; }

    /// <summary>Whether any annotation has a mask.</summary>
    public bool HasMasks { get; private set; }

    /// <summary>The annotations of an image in file order; <see cref="CocoAnnotation.Image"/> is an index into <see cref="Images"/>.</summary>
    /// <param name="image">Index of the image.</param>
    public ArraySegment<CocoAnnotation> AnnotationsOf(int image) => new(Annotations, _starts[image], _starts[image + 1] - _starts[image]);

    /// <summary>Reads a file, or takes it from a dataset that has it already.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BaronException">The file is missing, unreadable, not JSON or not in COCO's format.</exception>
    public static CocoAnnotationFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new BaronException($"The annotation file '{path}' does not exist; check data_root and ann_file.");
        }

        var stamp = StampOf(path);
        var key = $"{Path.GetFullPath(path)}|{stamp.Length}|{stamp.Ticks}|{stamp.Changed}";
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

            var file = Load(new FileInfo(path), CocoAnnotationCache.SmallestFile);
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

    /// <summary>Reads a file from its cache; where there is none for it as it is now, from itself, and leaves a cache.</summary>
    /// <param name="info">The file.</param>
    /// <param name="smallestCached">Smaller files have no cache, in bytes.</param>
    /// <exception cref="BaronException">The file is unreadable, not JSON or not in COCO's format.</exception>
    internal static CocoAnnotationFile Load(FileInfo info, long smallestCached)
    {
        var path = info.ToString();
        var stamp = StampOf(path);
        if (stamp.Length < smallestCached)
        {
            return Parse(path, stamp);
        }

        CocoAnnotationFile? cached = null;
        CocoAnnotationCache.TryRead(path, stamp, (ref CacheFileReader reader) =>
        {
            var restored = new CocoAnnotationFile(path) { IsFromCache = true, Stamp = stamp };
            restored.Restore(ref reader);
            cached = restored;
        });
        if (cached is not null)
        {
            return cached;
        }

        var file = Parse(path, stamp);
        if (!stamp.MayHide && StampOf(path) == stamp)
        {
            CocoAnnotationCache.TryWrite(path, stamp, file.Save);
        }

        return file;
    }

    private static FileStamp StampOf(string path)
    {
        try
        {
            return FileStamp.Of(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The annotation file '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static CocoAnnotationFile Parse(string path, FileStamp stamp)
    {
        var file = new CocoAnnotationFile(path) { Stamp = stamp };
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            if (stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b)
            {
                throw file.Wrong("is compressed by gzip; unpack it, as masks are read from any place of it");
            }

            stream.Position = 0;
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

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var raw = new RawAnnotations();
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("images"u8))
            {
                EachRecord(ref reader, "images", seen, ReadImage);
            }
            else if (reader.Is("annotations"u8))
            {
                EachRecord(ref reader, "annotations", seen, (ref JsonFileReader r) => ReadAnnotation(ref r, raw));
            }
            else if (reader.Is("categories"u8))
            {
                EachRecord(ref reader, "categories", seen, ReadCategory);
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

        if (!seen.Contains("images"))
        {
            throw Wrong("is not in COCO's format: it has no 'images'");
        }

        Resolve(raw);
    }

    private delegate void RecordReader(ref JsonFileReader reader);

    private void EachRecord(ref JsonFileReader reader, string list, HashSet<string> seen, RecordReader read)
    {
        if (!seen.Add(list))
        {
            throw Wrong($"has '{list}' twice");
        }

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
        int[]? positive = null;
        int[]? negative = null;
        int[]? partial = null;
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
                positive = ReadCategoryIds(ref reader, "pos_category_ids");
            }
            else if (reader.Is("neg_category_ids"u8))
            {
                negative = ReadCategoryIds(ref reader, "neg_category_ids");
            }
            else if (reader.Is("not_exhaustive_category_ids"u8))
            {
                partial = ReadCategoryIds(ref reader, "not_exhaustive_category_ids");
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
            PositiveCategoryIds = positive,
            NegativeCategoryIds = negative,
            NotExhaustiveCategoryIds = partial,
        });
    }

    private int[] ReadCategoryIds(ref JsonFileReader reader, string list)
    {
        var ids = new List<int>();
        EachScalar(ref reader, list, (ref JsonFileReader r) => ids.Add(r.GetInt64() is >= int.MinValue and <= int.MaxValue and var id
            ? (int)id
            : throw Wrong($"has an image whose '{list}' are not all whole numbers of 32 bits")));
        return [.. ids];
    }

    private void ReadAnnotation(ref JsonFileReader reader, RawAnnotations raw)
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
        try
        {
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
                    area = CocoJson.ReadNumber(in reader, "area");
                }
                else if (reader.Is("iscrowd"u8))
                {
                    reader.Next();
                    crowd = CocoJson.ReadFlag(in reader, "iscrowd");
                }
                else if (reader.Is("ignore"u8))
                {
                    reader.Next();
                    ignore = CocoJson.ReadFlag(in reader, "ignore");
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
        }
        catch (FormatException e)
        {
            throw Wrong($"has {e.Message} for annotation {id}");
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
        if (hasBox || caption is null)
        {
            raw.ImageIds.Add(imageId.Value);
            raw.Boxes.Add(annotation);
        }

        if (caption is not null)
        {
            raw.Captions.Add((imageId.Value, id, caption));
        }
    }

    private void ReadBox(ref JsonFileReader reader, scoped Span<double> box, long id)
    {
        reader.Next();
        var count = 0;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
            {
                if (reader.GetDouble() is not { } value || !float.IsFinite((float)value) || count == 4)
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
        Categories.Add(CocoCategoryReader.Read(ref reader) ?? throw Wrong("has a category without a whole number from 0 on as 'id' or without a text as 'name'"));

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

    private void Resolve(RawAnnotations raw)
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

        foreach (var (imageId, id, caption) in raw.Captions)
        {
            var image = Find(imageId, id);
            Captions ??= [];
            (Captions.TryGetValue(image, out var list) ? list : Captions[image] = []).Add(caption);
        }

        // A counting sort by image, which keeps the order within each.
        var boxes = CollectionsMarshal.AsSpan(raw.Boxes);
        _starts = new int[Images.Count + 1];
        for (var i = 0; i < boxes.Length; i++)
        {
            var image = Find(raw.ImageIds[i], boxes[i].Id);
            boxes[i] = boxes[i] with { Image = image };
            _starts[image + 1]++;
        }

        for (var i = 0; i < Images.Count; i++)
        {
            _starts[i + 1] += _starts[i];
        }

        var next = _starts.AsSpan(0, Images.Count).ToArray();
        Annotations = new CocoAnnotation[boxes.Length];
        foreach (ref readonly var box in boxes)
        {
            Annotations[next[box.Image]++] = box;
        }

        int Find(long imageId, long annotation)
        {
            if (index.TryGetValue(imageId, out var image))
            {
                return image;
            }

            var missing = raw.ImageIds.Concat(raw.Captions.Select(c => c.ImageId)).Where(id => !index.ContainsKey(id)).Distinct().Count();
            throw Wrong($"has annotations of {missing} image(s) that are not in its 'images', such as annotation {annotation} of image {imageId}");
        }
    }

    private void Save(CacheFileWriter writer)
    {
        writer.Write(HasMasks ? 1 : 0);
        writer.Write(Categories.Count);
        foreach (var category in Categories)
        {
            writer.Write(category.Id);
            writer.Write(category.Name);
            writer.Write(category.Split);
            writer.Write(category.Frequency);
            writer.Write(category.ImageCount ?? -1);
        }

        writer.Write(Images.Count);
        foreach (var image in Images)
        {
            writer.Write(image.Id);
            writer.Write(image.Width);
            writer.Write(image.Height);
            writer.Write(image.FileName);
            writer.Write(image.CocoUrl);
            writer.Write(image.Captions);
            writer.Write<int>(image.PositiveCategoryIds);
            writer.Write<int>(image.NegativeCategoryIds);
            writer.Write<int>(image.NotExhaustiveCategoryIds);
        }

        writer.Write(Captions?.Count ?? -1);
        foreach (var (image, captions) in Captions ?? [])
        {
            writer.Write(image);
            writer.Write(captions.ToArray());
        }

        writer.Write<int>(_starts);
        writer.Write<CocoAnnotation>(Annotations);
    }

    private void Restore(ref CacheFileReader reader)
    {
        HasMasks = reader.ReadInt32() != 0;
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (id, name, split, frequency, count) = (reader.ReadInt32(), reader.ReadText(), reader.ReadText(), reader.ReadText(), reader.ReadInt64());
            Categories.Add(new CocoCategory(id, name ?? "", split, frequency, count < 0 ? null : count));
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            Images.Add(new CocoImage
            {
                Id = reader.ReadInt64(),
                Width = reader.ReadInt32(),
                Height = reader.ReadInt32(),
                FileName = reader.ReadText() ?? "",
                CocoUrl = reader.ReadText(),
                Captions = reader.ReadTexts(),
                PositiveCategoryIds = reader.ReadArray<int>(),
                NegativeCategoryIds = reader.ReadArray<int>(),
                NotExhaustiveCategoryIds = reader.ReadArray<int>(),
            });
        }

        var captioned = reader.ReadInt32();
        Captions = captioned < 0 ? null : [];
        for (; captioned > 0; captioned--)
        {
            if (!Captions!.TryAdd(reader.ReadInt32(), [.. reader.ReadTexts() ?? []]))
            {
                throw new InvalidDataException("An image's captions stand there twice.");
            }
        }

        _starts = reader.ReadArray<int>() ?? [];
        Annotations = reader.ReadArray<CocoAnnotation>() ?? [];
        if (_starts.Length != Images.Count + 1 || _starts[0] != 0 || _starts[^1] != Annotations.Length || !IsAscending(_starts) || !reader.IsAtEnd)
        {
            throw new InvalidDataException("The numbers of images and annotations disagree.");
        }
    }

    private static bool IsAscending(ReadOnlySpan<int> values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] < values[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    private BaronException Wrong(string what) => new($"The annotation file '{FilePath}' {what}.");

    private sealed class RawAnnotations
    {
        public List<long> ImageIds { get; } = [];

        public List<CocoAnnotation> Boxes { get; } = [];

        public List<(long ImageId, long Id, string Caption)> Captions { get; } = [];
    }
}
