using System.Text.Json;

namespace Baron.Training;

/// <summary>Reads the numbers of a <c>log.jsonl</c>; see <see cref="JsonLinesLog"/>.</summary>
public sealed class RunLog
{
    private readonly Dictionary<string, List<(double Step, double Value)>> _series = new(StringComparer.Ordinal);

    private RunLog(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The names of all numbers, in the order in which they came first.</summary>
    public IEnumerable<string> Keys => _series.Keys;

    /// <summary>Reads a file; lines without <c>iter</c> and the piece of a line at the end of a killed run do not count.</summary>
    /// <param name="path">The file, or the work directory with its <c>log.jsonl</c>.</param>
    /// <exception cref="BaronException">The file cannot be read, or has no line of a run.</exception>
    public static RunLog Read(string path)
    {
        var file = Directory.Exists(path) ? System.IO.Path.Combine(path, "log.jsonl") : path;
        var log = new RunLog(file);
        try
        {
            foreach (var line in File.ReadLines(file))
            {
                log.Add(line);
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BaronException($"{file} does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"{file} cannot be read: {e.Message}", e);
        }

        return log._series.Count > 0 ? log : throw new BaronException($"{file} has no line of a run's log (JSON objects with 'iter').");
    }

    /// <summary>The values of a number that are finite, by iteration.</summary>
    /// <param name="key">One of <see cref="Keys"/>; others have no values.</param>
    public IReadOnlyList<(double Step, double Value)> Series(string key) => _series.TryGetValue(key, out var values) ? values : [];

    private void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("iter", out var iter) || iter.ValueKind != JsonValueKind.Number)
            {
                return;
            }

            var step = iter.GetDouble();
            foreach (var property in root.EnumerateObject())
            {
                if (property.Name is not ("iter" or "epoch") && property.Value.ValueKind == JsonValueKind.Number && double.IsFinite(property.Value.GetDouble()))
                {
                    if (!_series.TryGetValue(property.Name, out var values))
                    {
                        _series.Add(property.Name, values = []);
                    }

                    values.Add((step, property.Value.GetDouble()));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The piece of a line that a killed process left, or a name that is no text.
        }
    }
}
