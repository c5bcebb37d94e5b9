using System.Text.Json;
using Baron.Data.Coco;
using Baron.Ops;
using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>Reads result files in one streaming pass.</summary>
internal static class CocoResultsReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="BaronException">The file is not usable.</exception>
    public static CocoResults Read(string path, CocoIouType iouType, CocoGroundTruth? truth) =>
        CocoJson.Read(path, "result file", stream => ReadFile(stream, path, iouType, truth));

    private static CocoResults ReadFile(Stream stream, string path, CocoIouType iouType, CocoGroundTruth? truth)
    {
        var reader = new JsonFileReader(stream);
        reader.Next();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new BaronException($"The result file '{path}' is not in COCO's result format: it must be a list of detections.");
        }

        var results = new CocoResults();
        bool? boxes = null;
        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
        {
            try
            {
                results.Add(ReadDetection(ref reader, iouType, truth, ref boxes));
            }
            catch (FormatException e)
            {
                throw new BaronException($"The result file '{path}' is not in COCO's result format: detection {results.Count + 1} has {char.ToLowerInvariant(e.Message[0])}{e.Message[1..].TrimEnd('.')}.", e);
            }
        }

        CocoJson.End(ref reader);
        return results;
    }

    private static CocoDetection ReadDetection(ref JsonFileReader reader, CocoIouType iouType, CocoGroundTruth? truth, ref bool? boxes)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("the form of something else than an object");
        }

        long? image = null;
        long? category = null;
        double? score = null;
        var hasBox = false;
        Span<double> box = stackalloc double[4];
        CocoJson.RawMask? raw = null;
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("image_id"u8))
            {
                reader.Next();
                image = reader.GetInt64();
            }
            else if (reader.Is("category_id"u8))
            {
                reader.Next();
                category = reader.GetInt64();
            }
            else if (reader.Is("score"u8))
            {
                reader.Next();
                score = reader.GetDouble();
            }
            else if (reader.Is("bbox"u8))
            {
                hasBox = CocoJson.ReadBox(ref reader, box);
            }
            else if (reader.Is("segmentation"u8) && (iouType == CocoIouType.Mask || !hasBox))
            {
                raw = CocoJson.ReadMask(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (image is null || category is not (>= 0 and <= int.MaxValue) || score is null)
        {
            throw new FormatException($"no '{(image is null ? "image_id" : score is null ? "score" : "category_id")}'");
        }

        // As in the COCO tools, the first detection decides whether areas are those of boxes or of masks.
        boxes ??= hasBox;
        if (boxes.Value && !hasBox)
        {
            throw new FormatException("no 'bbox' although the first one has");
        }

        var needsMask = iouType == CocoIouType.Mask || !boxes.Value;
        RunLengthMask? mask = null;
        if (needsMask)
        {
            ImageSize? size = truth is not null && truth.Images.TryGetValue(image.Value, out var known) ? known : null;
            mask = raw?.Decode(size) ?? throw new FormatException(iouType == CocoIouType.Mask ? "no 'segmentation'" : "neither 'bbox' nor 'segmentation'");
        }

        var area = boxes.Value ? box[2] * box[3] : mask!.Area;
        if (!hasBox)
        {
            var bounds = mask!.Bounds;
            (box[0], box[1], box[2], box[3]) = (bounds.X, bounds.Y, bounds.Width, bounds.Height);
        }

        return new CocoDetection(
            image.Value, (int)category, box[0], box[1], box[2], box[3], score.Value, area, iouType == CocoIouType.Mask ? mask : null);
    }
}
