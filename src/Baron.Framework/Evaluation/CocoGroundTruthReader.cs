using System.Text.Json;
using Baron.Data.Coco;
using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>Reads ground truth from annotation files in one streaming pass.</summary>
internal sealed class CocoGroundTruthReader
{
    private readonly string _path;
    private readonly bool _masks;
    private readonly Dictionary<long, ImageSize> _images = [];
    private readonly List<CocoCategory> _categories = [];
    private readonly List<CocoGroundTruthAnnotation> _annotations = [];
    private readonly List<CocoJson.RawMask?> _rawMasks = [];

    // Only for LVIS.
    private readonly Dictionary<long, LvisImageLabels>? _labels;

    private CocoGroundTruthReader(string path, bool masks, bool lvis = false) =>
        (_path, _masks, _labels) = (path, masks, lvis ? [] : null);

    /// <summary>Reads a file.</summary>
    /// <exception cref="BaronException">The file is not usable.</exception>
    public static CocoGroundTruth Read(string path, bool masks)
    {
        var reader = new CocoGroundTruthReader(path, masks);
        return CocoJson.Read(path, "annotation file", stream => reader.ReadFile(stream));
    }

    /// <summary>Reads a file in LVIS's format.</summary>
    /// <exception cref="BaronException">The file is not usable.</exception>
    public static LvisGroundTruth ReadLvis(string path, bool masks)
    {
        var reader = new CocoGroundTruthReader(path, masks, lvis: true);
        return new LvisGroundTruth(CocoJson.Read(path, "annotation file", stream => reader.ReadFile(stream)), reader._labels!);
    }

    private CocoGroundTruth ReadFile(Stream stream)
    {
        var reader = new JsonFileReader(stream);
        reader.Next();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong("is not in COCO's format: it must be an object with 'images', 'annotations' and 'categories'");
        }

        var seen = 0;
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("images"u8))
            {
                seen = Once(seen, 1, "images");
                for (Begin(ref reader, "images"); reader.TokenType != JsonTokenType.EndArray; reader.Next())
                {
                    ReadImage(ref reader);
                }
            }
            else if (reader.Is("annotations"u8))
            {
                seen = Once(seen, 2, "annotations");
                for (Begin(ref reader, "annotations"); reader.TokenType != JsonTokenType.EndArray; reader.Next())
                {
                    ReadAnnotation(ref reader);
                }
            }
            else if (reader.Is("categories"u8))
            {
                seen = Once(seen, 4, "categories");
                for (Begin(ref reader, "categories"); reader.TokenType != JsonTokenType.EndArray; reader.Next())
                {
                    ReadCategory(ref reader);
                }
            }
            else
            {
                reader.Skip();
            }
        }

        CocoJson.End(ref reader);
        if (seen != 7)
        {
            var missing = (seen & 1) == 0 ? "images" : (seen & 2) == 0 ? "annotations" : "categories";
            throw Wrong($"is not in COCO's format: it has no '{missing}'");
        }

        return new CocoGroundTruth(_path, _images, _categories, _masks ? WithMasks() : _annotations);
    }

    // Of two lists of one name a reader could take either; none is silently left out.
    private int Once(int seen, int list, string name) => (seen & list) == 0 ? seen | list : throw Wrong($"has '{name}' twice");

    private void Begin(ref JsonFileReader reader, string list)
    {
        reader.Next();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong($"is not in COCO's format: '{list}' must be a list");
        }

        reader.Next();
    }

    private void Object(in JsonFileReader reader, string list)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong($"is not in COCO's format: '{list}' must hold objects");
        }
    }

    private void ReadImage(ref JsonFileReader reader)
    {
        Object(in reader, "images");
        long? id = null;
        var (height, width) = (0L, 0L);
        List<int>? negative = null;
        List<int>? notExhaustive = null;
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("id"u8))
            {
                reader.Next();
                id = reader.GetInt64();
            }
            else if (reader.Is("height"u8))
            {
                reader.Next();
                height = reader.GetInt64() ?? 0;
            }
            else if (reader.Is("width"u8))
            {
                reader.Next();
                width = reader.GetInt64() ?? 0;
            }
            else if (_labels is not null && reader.Is("neg_category_ids"u8))
            {
                negative = ReadCategories(ref reader);
            }
            else if (_labels is not null && reader.Is("not_exhaustive_category_ids"u8))
            {
                notExhaustive = ReadCategories(ref reader);
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

        if (!_images.TryAdd(id.Value, new ImageSize((int)Math.Clamp(height, 0, 1 << 20), (int)Math.Clamp(width, 0, 1 << 20))))
        {
            throw Wrong($"has two images with the id {id}");
        }

        if (_labels is not null)
        {
            _labels[id.Value] = negative is null || notExhaustive is null
                ? throw Wrong($"is not in LVIS's format: image {id} has no '{(negative is null ? "neg_category_ids" : "not_exhaustive_category_ids")}' (is it a COCO file?)")
                : new LvisImageLabels(negative, notExhaustive);
        }
    }

    private List<int> ReadCategories(ref JsonFileReader reader)
    {
        reader.Next();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong("has an image whose 'neg_category_ids' or 'not_exhaustive_category_ids' is no list");
        }

        var ids = new List<int>();
        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
        {
            ids.Add(reader.GetInt64() is >= 0 and <= int.MaxValue and var id
                ? (int)id
                : throw Wrong("has an image whose 'neg_category_ids' or 'not_exhaustive_category_ids' has something else than a category id"));
        }

        return ids;
    }

    private void ReadCategory(ref JsonFileReader reader)
    {
        Object(in reader, "categories");
        long? id = null;
        string? name = null;
        string? split = null;
        string? frequency = null;
        long? imageCount = null;
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("id"u8))
            {
                reader.Next();
                id = reader.GetInt64();
            }
            else if (reader.Is("name"u8))
            {
                reader.Next();
                name = reader.GetText();
            }
            else if (reader.Is("split"u8))
            {
                reader.Next();
                split = reader.GetText();
            }
            else if (reader.Is("frequency"u8))
            {
                reader.Next();
                frequency = reader.GetText();
            }
            else if (reader.Is("image_count"u8))
            {
                reader.Next();
                imageCount = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }

        if (id is not (>= 0 and <= int.MaxValue) || name is null)
        {
            throw Wrong("has a category without a whole number from 0 on as 'id' or without a text as 'name'");
        }

        if (_categories.Exists(c => c.Id == id))
        {
            throw Wrong($"has two categories with the id {id}");
        }

        _categories.Add(new CocoCategory((int)id.Value, name, split, frequency, imageCount));
    }

    private void ReadAnnotation(ref JsonFileReader reader)
    {
        Object(in reader, "annotations");
        long? id = null;
        long? image = null;
        long? category = null;
        double? area = null;
        var crowd = false;
        var ignore = false;
        var hasBox = false;
        Span<double> box = stackalloc double[4];
        CocoJson.RawMask? mask = null;
        try
        {
            for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
            {
                if (reader.Is("id"u8))
                {
                    reader.Next();
                    id = reader.GetInt64();
                }
                else if (reader.Is("image_id"u8))
                {
                    reader.Next();
                    image = reader.GetInt64();
                }
                else if (reader.Is("category_id"u8))
                {
                    reader.Next();
                    category = reader.GetInt64();
                }
                else if (reader.Is("area"u8))
                {
                    reader.Next();
                    area = CocoJson.ReadNumber(in reader, "area");
                }
                else if (_labels is not null && reader.Is("ignore"u8))
                {
                    reader.Next();
                    ignore = CocoJson.ReadFlag(in reader, "ignore");
                }
                else if (_labels is null && reader.Is("iscrowd"u8))
                {
                    reader.Next();
                    crowd = CocoJson.ReadFlag(in reader, "iscrowd");
                }
                else if (reader.Is("bbox"u8))
                {
                    hasBox = CocoJson.ReadBox(ref reader, box);
                }
                else if (_masks && reader.Is("segmentation"u8))
                {
                    mask = CocoJson.ReadMask(ref reader);
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

        if (image is null || category is not (>= 0 and <= int.MaxValue) || !hasBox)
        {
            throw Wrong($"has no {(image is null ? "whole number as 'image_id'" : hasBox ? "whole number as 'category_id'" : "'bbox'")} for annotation {id}");
        }

        _annotations.Add(new CocoGroundTruthAnnotation(
            id ?? _annotations.Count + 1, image.Value, (int)category, box[0], box[1], box[2], box[3], area ?? (box[2] * box[3]), crowd, Ignore: ignore));
        if (_masks)
        {
            _rawMasks.Add(mask);
        }
    }

    private List<CocoGroundTruthAnnotation> WithMasks()
    {
        var result = new List<CocoGroundTruthAnnotation>(_annotations.Count);
        for (var i = 0; i < _annotations.Count; i++)
        {
            var annotation = _annotations[i];
            try
            {
                // Objects of images that the file does not list are not evaluated; without a size they have no pixels either.
                result.Add(annotation with { Mask = _images.TryGetValue(annotation.ImageId, out var size) ? _rawMasks[i]?.Decode(size) : null });
            }
            catch (FormatException e)
            {
                throw Wrong($"has {Lower(e.Message)} for annotation {annotation.Id}");
            }

            _rawMasks[i] = null;
        }

        return result;
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');

    private BaronException Wrong(string what) => new($"The annotation file '{_path}' {what}.");
}
