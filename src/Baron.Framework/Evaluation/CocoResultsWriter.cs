using System.Text.Json;

namespace Baron.Evaluation;

/// <summary>Writes result files.</summary>
internal static class CocoResultsWriter
{
    /// <summary>Writes detections.</summary>
    /// <exception cref="BaronException">The file cannot be written, or a detection has a number that is none.</exception>
    public static void Write(string path, IEnumerable<CocoDetection> detections) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartArray();
        foreach (var detection in detections)
        {
            if (!double.IsFinite(detection.X + detection.Y + detection.Width + detection.Height + detection.Score))
            {
                throw new BaronException($"{path} cannot be written: a detection of image {detection.ImageId} has a box or a score that is no number. Did the training diverge?");
            }

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
