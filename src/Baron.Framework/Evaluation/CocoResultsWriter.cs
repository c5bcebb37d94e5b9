using System.Text.Json;

namespace Baron.Evaluation;

/// <summary>Writes result files.</summary>
internal static class CocoResultsWriter
{
    /// <summary>Writes detections.</summary>
    /// <exception cref="BaronException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<CocoDetection> detections) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartArray();
        foreach (var detection in detections)
        {
            json.WriteStartObject();
            json.WriteNumber("image_id", detection.ImageId);
            json.WriteNumber("category_id", detection.CategoryId);
            json.WriteStartArray("bbox");
            json.WriteNumberValue(detection.X);
            json.WriteNumberValue(detection.Y);
            json.WriteNumberValue(detection.Width);
            json.WriteNumberValue(detection.Height);
            json.WriteEndArray();
            json.WriteNumber("score", detection.Score);
            if (detection.Mask is { } mask)
            {
                json.WriteStartObject("segmentation");
                json.WriteStartArray("size");
                json.WriteNumberValue(mask.Height);
                json.WriteNumberValue(mask.Width);
                json.WriteEndArray();
                json.WriteString("counts", mask.ToText());
                json.WriteEndObject();
            }

            json.WriteEndObject();
            if (json.BytesPending > 1 << 16)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
    });
}
