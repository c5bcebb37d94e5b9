using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Testing;

/// <summary>
/// One fixture measured on the reference implementation. Everything a test needs (shapes, settings, seeds, tolerance) comes from
/// it, so that other fixtures of the same form work as well. Comparisons record the worst error; see <see cref="Worst"/>.
/// </summary>
public sealed class GoldenFixture
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _meta = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _figures = new(StringComparer.Ordinal);
    private readonly byte[] _data;
    private readonly long _dataStart;

    private GoldenFixture(string name, byte[] data)
    {
        Name = name;
        _data = data;
        var headerLength = (long)BinaryPrimitives.ReadUInt64LittleEndian(data);
        _dataStart = 8 + headerLength;
        using var header = JsonDocument.Parse(data.AsMemory(8, (int)headerLength));
        foreach (var property in header.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                foreach (var item in property.Value.EnumerateObject())
                {
                    _meta[item.Name] = ParseMeta(item.Value.GetString()!);
                }
            }
            else
            {
                var offsets = property.Value.GetProperty("data_offsets");
                _entries[property.Name] = new Entry(
                    property.Value.GetProperty("dtype").GetString()!,
                    property.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64()).ToArray(),
                    offsets[0].GetInt64(),
                    offsets[1].GetInt64());
            }
        }
    }

    /// <summary>The fixture's name, for example <c>a_nms</c>.</summary>
    public string Name { get; }

    /// <summary>The seed of every fill.</summary>
    public long Seed => _meta["seed"].ValueKind == JsonValueKind.Number
        ? _meta["seed"].GetInt64()
        : long.Parse(_meta["seed"].GetString()!, CultureInfo.InvariantCulture);

    /// <summary>The tensors' names, summaries (<c>name#samples</c>) included.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>The worst error so far, relative to the compared tensor's root mean square.</summary>
    public double Worst { get; private set; }

    /// <summary>What the worst error is of.</summary>
    public string WorstOf { get; private set; } = "-";

    /// <summary>Opens a fixture of <see cref="RepositoryPaths.Golden"/>.</summary>
    /// <param name="name">Name without <c>.safetensors</c>.</param>
    /// <remarks>Ignores the test when the fixture is in no folder and BARON_GOLDEN is not set; fails when it is set.</remarks>
    public static GoldenFixture Open(string name)
    {
        var path = Path.Combine(RepositoryPaths.Golden, name + ".safetensors");
        if (!File.Exists(path) && !RepositoryPaths.GoldenIsExplicit)
        {
            var committed = Path.Combine(RepositoryPaths.Root, "tests", "golden", name + ".safetensors");
            if (!File.Exists(committed))
            {
                Assert.Ignore($"The fixture {name} is not here; set BARON_GOLDEN to the folder that has it.");
            }

            path = committed;
        }

        return new GoldenFixture(name, File.ReadAllBytes(path));
    }

    /// <summary>Whether the fixture has a tensor (in full or as a summary) or metadata of that name.</summary>
    public bool Has(string name) => _entries.ContainsKey(name) || _entries.ContainsKey(name + "#samples") || _meta.ContainsKey(name);

    /// <summary>Whether the tensor is stored in full.</summary>
    public bool HasTensor(string name) => _entries.ContainsKey(name);

    /// <summary>Metadata: parsed JSON, or a JSON string for plain text.</summary>
    public JsonElement Meta(string name) => _meta.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"{Name} has no metadata '{name}'; it has {string.Join(", ", _meta.Keys)}.");

    /// <summary>Metadata, where it exists.</summary>
    public bool TryMeta(string name, out JsonElement value) => _meta.TryGetValue(name, out value);

    /// <summary>Shape of a stored tensor.</summary>
    public long[] Shape(string name) => Find(name).Shape;

    /// <summary>Values of a stored tensor, converted to <typeparamref name="T"/>: float, double, long or byte.</summary>
    public T[] Array<T>(string name)
        where T : unmanaged
    {
        var entry = Find(name);
        var bytes = _data.AsSpan((int)(_dataStart + entry.Begin), (int)(entry.End - entry.Begin));
        return entry.Dtype switch
        {
            "F32" => Convert<float, T>(bytes),
            "F64" => Convert<double, T>(bytes),
            "I64" => Convert<long, T>(bytes),
            "U8" => Convert<byte, T>(bytes),
            _ => throw new InvalidOperationException($"{Name}/{name} has dtype {entry.Dtype}."),
        };
    }

    /// <summary>A stored tensor with its own dtype (F32, F64, I64, U8).</summary>
    public Tensor Tensor(string name)
    {
        var entry = Find(name);
        var value = entry.Dtype switch
        {
            "F32" => tensor(Array<float>(name), entry.Shape, dtype: ScalarType.Float32),
            "F64" => tensor(Array<double>(name), entry.Shape, dtype: ScalarType.Float64),
            "I64" => tensor(Array<long>(name), entry.Shape, dtype: ScalarType.Int64),
            _ => tensor(Array<byte>(name), entry.Shape, dtype: ScalarType.Byte),
        };
        return value.to(TestDevice.Active);
    }

    /// <summary>A tolerance: a top-level key of <c>tolerance</c>, or one of a group.</summary>
    /// <param name="kind"><c>rel</c> or <c>abs</c>.</param>
    /// <param name="group">A group such as <c>eval</c>, or <c>null</c>.</param>
    /// <param name="fallback">Returned where the fixture does not say.</param>
    public double Tolerance(string kind, string? group = null, double fallback = 0)
    {
        var tolerance = Meta("tolerance");
        if (group is not null && tolerance.ValueKind == JsonValueKind.Object && tolerance.TryGetProperty(group, out var inner))
        {
            tolerance = inner;
        }

        return tolerance.ValueKind == JsonValueKind.Object && tolerance.TryGetProperty(kind, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : tolerance.ValueKind == JsonValueKind.Number && kind == "abs" ? tolerance.GetDouble() : fallback;
    }

    /// <summary>
    /// Compares a tensor with the fixture's, stored in full or as a summary: |a - e| &lt;= abs + rel max(|e|, rms(e)), equal
    /// infinities and NaNs. Tolerances default to the fixture's own.
    /// </summary>
    public void AssertClose(string name, Tensor actual, double? rel = null, double? abs = null, string? group = null)
    {
        var r = (rel ?? Tolerance("rel", group)) * TestDevice.ToleranceFactor;
        var a = (abs ?? Tolerance("abs", group)) * TestDevice.ToleranceFactor;
        var values = ToDoubles(actual);
        if (_entries.TryGetValue(name, out var entry))
        {
            Assert.That(actual.shape, Is.EqualTo(entry.Shape), $"{Name}/{name}: shape");
            Compare(name, values, Array<double>(name), r, a);
            return;
        }

        var summary = Meta("summaries").GetProperty(name);
        var shape = summary.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64()).ToArray();
        Assert.That(actual.shape, Is.EqualTo(shape), $"{Name}/{name}: shape");
        var samples = Array<double>(name + "#samples");
        var picked = new double[samples.Length];
        for (var j = 0; j < samples.Length; j++)
        {
            picked[j] = values[(long)(SplitMix((ulong)j) % (ulong)values.LongLength)];
        }

        var l2 = Number(summary.GetProperty("l2"));
        var rms = l2 / Math.Sqrt(Math.Max(1, values.Length));
        Compare(name + "#samples", picked, samples, r, a, rms);
        Near(name, "l2", Math.Sqrt(values.Sum(v => v * v)), l2, (a + (r * rms)) * Math.Sqrt(values.Length));
        Near(name, "sum", values.Sum(), Number(summary.GetProperty("sum")), (a + (r * rms)) * values.Length);
        Near(name, "min", values.Min(), Number(summary.GetProperty("min")), a + (r * Math.Max(rms, Math.Abs(Number(summary.GetProperty("min"))))));
        Near(name, "max", values.Max(), Number(summary.GetProperty("max")), a + (r * Math.Max(rms, Math.Abs(Number(summary.GetProperty("max"))))));
    }

    /// <summary>Compares integers or booleans exactly.</summary>
    public void AssertExact(string name, Tensor actual)
    {
        Assert.That(actual.shape, Is.EqualTo(Find(name).Shape), $"{Name}/{name}: shape");
        Assert.That(ToDoubles(actual), Is.EqualTo(Array<double>(name)), $"{Name}/{name}");
    }

    /// <summary>Compares indices sorted by score: exactly on the CPU, elsewhere but for scores that tie within the tolerance there.</summary>
    /// <param name="name">The fixture's indices.</param>
    /// <param name="actual">Indices, best score first.</param>
    /// <param name="scores">The score of each index.</param>
    /// <param name="tolerance">The fixture's tolerance.</param>
    public void AssertOrder(string name, Tensor actual, Tensor scores, double tolerance)
    {
        if (TestDevice.Active.type == TorchSharp.DeviceType.CPU)
        {
            AssertExact(name, actual);
            return;
        }

        var indices = System.Array.ConvertAll(ToDoubles(actual), index => (long)index);
        var at = TiedOrder.Mismatch(indices, Array<long>(name), ToDoubles(scores), tolerance * TestDevice.ToleranceFactor);
        Assert.That(at, Is.EqualTo(-1), $"{Name}/{name}: the indices differ from this place on");
    }

    /// <summary>Compares a number with an expected one and records the error.</summary>
    public void AssertNumber(string name, double actual, double expected, double rel, double abs = 0)
    {
        var error = Math.Abs(actual - expected);
        Remember(error / Math.Max(Math.Abs(expected), 1e-12), name);
        Assert.That(error, Is.LessThanOrEqualTo(TestDevice.ToleranceFactor * (abs + (rel * Math.Abs(expected)))), $"{Name}/{name}: {actual:R} instead of {expected:R}");
    }

    /// <summary>Remembers a figure for the report; of several with one name the largest.</summary>
    /// <param name="figure">Its name.</param>
    /// <param name="value">Its value.</param>
    public void Note(string figure, double value) => _figures[figure] = Math.Max(value, _figures.GetValueOrDefault(figure));

    /// <summary>
    /// Prints the worst error and the figures, and appends them to the file named by BARON_GOLDEN_REPORT where that is set. Call at
    /// the end of a test.
    /// </summary>
    public void Report()
    {
        using (var process = System.Diagnostics.Process.GetCurrentProcess())
        {
            Note("peak_mib", process.PeakWorkingSet64 >> 20);
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"{Name}\t{TestContext.CurrentContext.Test.Name}\t{Worst:E2}\t{WorstOf}");
        line += string.Concat(_figures.Select(f => string.Create(CultureInfo.InvariantCulture, $"\t{f.Key}={f.Value:E2}")));
        TestContext.Out.WriteLine(line);
        if (Environment.GetEnvironmentVariable("BARON_GOLDEN_REPORT") is { Length: > 0 } path)
        {
            File.AppendAllText(path, line + "\n");
        }
    }

    private static JsonElement ParseMeta(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.Replace("NaN", "null", StringComparison.Ordinal));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            using var document = JsonDocument.Parse(JsonSerializer.Serialize(text));
            return document.RootElement.Clone();
        }
    }

    private static double[] ToDoubles(Tensor tensor)
    {
        using var flat = tensor.detach().to(ScalarType.Float64).cpu().contiguous();
        return flat.data<double>().ToArray();
    }

    private static T[] Convert<TFrom, T>(ReadOnlySpan<byte> bytes)
        where TFrom : unmanaged
        where T : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, TFrom>(bytes);
        if (typeof(TFrom) == typeof(T))
        {
            return MemoryMarshal.Cast<TFrom, T>(source).ToArray();
        }

        var result = new T[source.Length];
        for (var i = 0; i < source.Length; i++)
        {
            result[i] = (T)System.Convert.ChangeType(source[i], typeof(T), CultureInfo.InvariantCulture);
        }

        return result;
    }

    private static double Number(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String => element.GetString() switch
        {
            "Infinity" or "inf" => double.PositiveInfinity,
            "-Infinity" or "-inf" => double.NegativeInfinity,
            _ => double.NaN,
        },
        _ => double.NaN,
    };

    private static ulong SplitMix(ulong z)
    {
        unchecked
        {
            z += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    private void Near(string name, string what, double actual, double expected, double tolerance)
    {
        if (double.IsFinite(expected))
        {
            Assert.That(Math.Abs(actual - expected), Is.LessThanOrEqualTo(tolerance + (1e-6 * Math.Abs(expected))), $"{Name}/{name}: {what} is {actual:R} instead of {expected:R}");
        }
    }

    private void Compare(string name, double[] actual, double[] expected, double rel, double abs, double? knownRms = null)
    {
        Assert.That(actual, NUnit.Framework.Has.Length.EqualTo(expected.Length), $"{Name}/{name}: length");
        var finite = expected.Where(double.IsFinite).ToArray();
        var rms = knownRms ?? (finite.Length == 0 ? 0 : Math.Sqrt(finite.Sum(v => v * v) / finite.Length));
        var worst = 0.0;
        var failures = new StringBuilder();
        var failed = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            if (!double.IsFinite(expected[i]))
            {
                if (!expected[i].Equals(actual[i]) && failed++ < 5)
                {
                    failures.Append(CultureInfo.InvariantCulture, $" [{i}] {actual[i]:R} instead of {expected[i]:R};");
                }

                continue;
            }

            var error = Math.Abs(actual[i] - expected[i]);
            if (!(error <= abs + (rel * Math.Max(Math.Abs(expected[i]), rms))) && failed++ < 5)
            {
                failures.Append(CultureInfo.InvariantCulture, $" [{i}] {actual[i]:R} instead of {expected[i]:R};");
            }

            worst = Math.Max(worst, error / Math.Max(rms, 1e-12));
        }

        Remember(worst, name);
        Assert.That(failed, Is.Zero, $"{Name}/{name}: {failed} of {expected.Length} differ (worst {worst:E2} of the rms):{failures}");
    }

    private void Remember(double error, string name)
    {
        if (error > Worst)
        {
            (Worst, WorstOf) = (error, name.Split('#')[0]);
        }
    }

    private Entry Find(string name) => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw new KeyNotFoundException($"{Name} has no tensor '{name}'.");

    private sealed record Entry(string Dtype, long[] Shape, long Begin, long End);
}
