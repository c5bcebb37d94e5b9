using System.IO.Compression;
using System.Text.Json;
using Baron.Data.Coco;
using Baron.Ops;
using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>What the readers of ground truth and results have in common.</summary>
internal static class CocoJson
{
    /// <summary>Opens a file, plain or compressed by gzip, and turns what goes wrong into readable errors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for messages: <c>annotation file</c>.</param>
    /// <param name="read">Reads the content.</param>
    /// <exception cref="BaronException">The file is missing, unreadable or not JSON.</exception>
    public static T Read<T>(string path, string what, Func<Stream, T> read)
    {
        if (!File.Exists(path))
        {
            throw new BaronException($"The {what} '{path}' does not exist.");
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            var packed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            using Stream stream = packed ? new GZipStream(file, CompressionMode.Decompress) : file;
            return read(stream);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            throw new BaronException($"The {what} '{path}' is not valid JSON{place} (is it truncated, or another kind of file?).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BaronException($"The {what} '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The current token as a number; <c>null</c> where it is <c>null</c>.</summary>
    /// <param name="reader">The reader; stays where it is.</param>
    /// <param name="name">The property, for the message.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static double? ReadNumber(in JsonFileReader reader, string name) => reader.TokenType == JsonTokenType.Null
        ? null
        : reader.GetDouble() ?? throw new FormatException($"an '{name}' that is no number");

    /// <summary>The current token as a flag: a number (0 for no), a truth value, or <c>null</c> for no.</summary>
    /// <param name="reader">The reader; stays where it is.</param>
    /// <param name="name">The property, for the message.</param>
    /// <exception cref="FormatException">It is something else.</exception>
    public static bool ReadFlag(in JsonFileReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        JsonTokenType.Number => reader.GetDouble() != 0,
        _ => throw new FormatException($"an '{name}' that is neither 0 nor 1"),
    };

    /// <summary>Reads <c>[x, y, width, height]</c>; the current token is the property's name.</summary>
    /// <returns>Whether it was a box; an empty list is none.</returns>
    /// <exception cref="FormatException">It is something else.</exception>
    public static bool ReadBox(ref JsonFileReader reader, scoped Span<double> box)
    {
        reader.Next();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new FormatException("a 'bbox' that is not a list");
        }

        var count = 0;
        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
        {
            if (count == 4 || reader.GetDouble() is not { } value || !double.IsFinite(value))
            {
                throw new FormatException("a 'bbox' that is not [x, y, width, height]");
            }

            box[count++] = value;
        }

        return count switch
        {
            0 => false,
            4 => true,
            _ => throw new FormatException("a 'bbox' that is not [x, y, width, height]"),
        };
    }

    /// <summary>Reads a <c>segmentation</c>; the current token is the property's name.</summary>
    /// <returns>The mask, as far as it is known without the image's size; <c>null</c> when it is <c>null</c> or an empty list.</returns>
    /// <exception cref="FormatException">It is neither polygons nor run lengths.</exception>
    public static RawMask? ReadMask(ref JsonFileReader reader)
    {
        reader.Next();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartArray:
                var polygons = ReadPolygons(ref reader);
                return polygons.Count == 0 ? null : new RawMask(polygons, null, null, default);
            case JsonTokenType.StartObject:
                return ReadRuns(ref reader);
            default:
                throw new FormatException("a 'segmentation' that is neither polygons nor run lengths");
        }
    }

    /// <summary>Goes to the end of the file, where nothing may follow.</summary>
    /// <exception cref="JsonException">Something follows.</exception>
    public static void End(ref JsonFileReader reader)
    {
        if (reader.Read())
        {
            throw new JsonException("Something follows the end.");
        }
    }

    private static List<double[]> ReadPolygons(ref JsonFileReader reader)
    {
        var polygons = new List<double[]>();
        var points = new List<double>();
        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new FormatException("a 'segmentation' whose polygons are not lists");
            }

            points.Clear();
            for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
            {
                points.Add(reader.GetDouble() ?? throw new FormatException("a 'segmentation' with a coordinate that is no number"));
            }

            if (points.Count % 2 != 0)
            {
                throw new FormatException("a 'segmentation' with an odd number of coordinates");
            }

            polygons.Add([.. points]);
        }

        return polygons;
    }

    private static RawMask ReadRuns(ref JsonFileReader reader)
    {
        var size = new List<long>();
        List<uint>? counts = null;
        string? text = null;
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("size"u8))
            {
                reader.Next();
                while (reader.TokenType != JsonTokenType.EndArray && size.Count < 3)
                {
                    if (reader.TokenType != JsonTokenType.StartArray)
                    {
                        size.Add(reader.GetInt64() ?? -1);
                    }

                    reader.Next();
                }
            }
            else if (reader.Is("counts"u8))
            {
                reader.Next();
                text = reader.GetText();
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    counts = [];
                    for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
                    {
                        counts.Add(reader.GetInt64() is >= 0 and <= uint.MaxValue and var count
                            ? (uint)count
                            : throw new FormatException("a 'segmentation' with a run length that is none"));
                    }
                }
            }
            else
            {
                reader.Skip();
            }
        }

        if (size is not [>= 0 and <= 1 << 20 and var height, >= 0 and <= 1 << 20 and var width] || (counts is null && text is null))
        {
            throw new FormatException("a 'segmentation' without 'size' or 'counts'");
        }

        return new RawMask(null, counts?.ToArray(), text, new ImageSize((int)height, (int)width));
    }

    /// <summary>A mask as a file has it.</summary>
    /// <param name="Polygons">Polygons, or <c>null</c>.</param>
    /// <param name="Counts">Plain run lengths, or <c>null</c>.</param>
    /// <param name="Text">Compressed run lengths, or <c>null</c>.</param>
    /// <param name="Size">The size of run lengths.</param>
    public sealed record RawMask(IReadOnlyList<double[]>? Polygons, uint[]? Counts, string? Text, ImageSize Size)
    {
        /// <summary>Makes run lengths of it.</summary>
        /// <param name="image">The image's size, which polygons need.</param>
        /// <exception cref="FormatException">It does not fit, or the size is unknown.</exception>
        public RunLengthMask Decode(ImageSize? image)
        {
            if (Text is not null)
            {
                try
                {
                    return RunLengthMask.FromText(Text, Size.Height, Size.Width);
                }
                catch (FormatException e)
                {
                    throw new FormatException("a 'segmentation' whose compressed run lengths are damaged or do not fit its size", e);
                }
            }

            if (Counts is not null)
            {
                return Counts.Sum(c => (long)c) <= (long)Size.Height * Size.Width
                    ? new RunLengthMask(Size.Height, Size.Width, Counts)
                    : throw new FormatException("a 'segmentation' whose run lengths do not fit its size");
            }

            return image is { Height: > 0, Width: > 0 } size
                ? RunLengthMask.FromPolygons(Polygons!, size.Height, size.Width)
                : throw new FormatException("a 'segmentation' of polygons for an image of unknown size");
        }
    }
}
