using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baron.Training;

/// <summary>
/// The <c>log.jsonl</c> of a run: one JSON object a line. A line is written in one piece, so that whatever ends the process
/// leaves whole lines; a piece of a line at the end of an older file is dropped when the run is resumed.
/// </summary>
public sealed class JsonLinesLog : IDisposable
{
    private readonly FileStream _stream;

    /// <summary>Opens the log of a run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keepUntil">Lines of an existing file with an <c>iter</c> up to this stay; 0 starts over.</param>
    /// <exception cref="BaronException">The file cannot be written.</exception>
    public JsonLinesLog(string path, int keepUntil)
    {
        try
        {
            if (File.Exists(path))
            {
                Truncate(path, keepUntil);
            }

            _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Appends a line.</summary>
    /// <param name="line">The object.</param>
    public void Write(JsonObject line)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            line.WriteTo(writer);
        }

        buffer.WriteByte((byte)'\n');
        _stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
        _stream.Flush();
    }

    /// <summary>A number for a JSON line; JSON has none for infinities and NaN, which become strings.</summary>
    /// <param name="value">The number.</param>
    public static JsonNode Number(double value) => double.IsFinite(value)
        ? JsonValue.Create(Math.Abs(value) is >= 1e-4 and < 1e6 ? Math.Round(value, 6) : value)
        : JsonValue.Create(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static void Truncate(string path, int keepUntil)
    {
        var kept = new List<string>();
        if (keepUntil > 0)
        {
            foreach (var line in File.ReadLines(path))
            {
                try
                {
                    if (JsonNode.Parse(line)?["iter"]?.GetValue<int>() is { } iteration && iteration <= keepUntil)
                    {
                        kept.Add(line);
                    }
                }
                catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
                {
                    // The piece of a line that a killed process left.
                }
            }
        }

        AtomicFile.WriteText(path, string.Concat(kept.Select(line => line + "\n")));
    }
}
