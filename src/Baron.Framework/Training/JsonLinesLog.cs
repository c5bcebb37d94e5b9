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
    private readonly string _path;

    /// <summary>Opens the log of a run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keepUntil">Lines of an existing file with an <c>iter</c> up to this stay; 0 starts over.</param>
    /// <param name="keep">Decides about each of those lines; all stay when <c>null</c>.</param>
    /// <exception cref="BaronException">The file cannot be written.</exception>
    public JsonLinesLog(string path, int keepUntil, Func<JsonNode, bool>? keep = null)
    {
        _path = path;
        try
        {
            if (File.Exists(path))
            {
                Truncate(path, keepUntil, keep);
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
    /// <exception cref="RunFailedException">The line cannot be written, for example because the disk is full.</exception>
    public void Write(JsonObject line)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            line.WriteTo(writer);
        }

        buffer.WriteByte((byte)'\n');
        try
        {
            _stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
            _stream.Flush();
        }
        catch (IOException e)
        {
            throw new RunFailedException($"{_path} cannot be written: {e.Message}. Make room and continue with --resume.", e);
        }
    }

    /// <summary>
    /// A number for a JSON line, with six decimals, or six digits where that is more; JSON has none for infinities and NaN, which become
    /// strings.
    /// </summary>
    /// <param name="value">The number.</param>
    public static JsonNode Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return JsonValue.Create(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var size = Math.Abs(value);
        return JsonValue.Create(size is >= 1e-4 and < 1e6 ? Math.Round(value, size >= 1 ? 6 : 5 - (int)Math.Floor(Math.Log10(size))) : value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be written was reported when it was tried.
        }
    }

    private static void Truncate(string path, int keepUntil, Func<JsonNode, bool>? keep)
    {
        var kept = new List<string>();
        if (keepUntil > 0)
        {
            foreach (var line in File.ReadLines(path))
            {
                try
                {
                    if (JsonNode.Parse(line) is { } node && node["iter"]?.GetValue<int>() is { } iteration && iteration <= keepUntil && keep?.Invoke(node) != false)
                    {
                        kept.Add(line);
                    }
                }
                catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
                {
                    // The piece of a line that a killed process left, or a line that names a number twice.
                }
            }
        }

        AtomicFile.WriteText(path, string.Concat(kept.Select(line => line + "\n")));
    }
}
