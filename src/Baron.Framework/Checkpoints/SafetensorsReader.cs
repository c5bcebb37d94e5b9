using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>
/// Reads safetensors: an 8-byte header length, a JSON header, raw values. The header is checked as strictly as the format's
/// own library does: bounded size, sizes that agree with shapes, values that cover the rest of the file without holes or
/// overlaps, unique names.
/// </summary>
internal sealed class SafetensorsReader : ICheckpointReader
{
    private const int MaxHeader = 100_000_000;
    private const int MaxDimensions = 64;

    /// <inheritdoc/>
    public string Format => "safetensors";

    /// <inheritdoc/>
    public bool Recognizes(ByteSource file, string path)
    {
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return file.Length >= 10
            && BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(0, 8)) <= MaxHeader
            && file.Slice(8, 2) is [(byte)'{', (byte)'"' or (byte)'}' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'];
    }

    /// <inheritdoc/>
    public CheckpointContent Read(ByteSource file)
    {
        if (file.Length < 8)
        {
            throw new CheckpointFormatException("it is too short to have a safetensors header (is it truncated?)");
        }

        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(0, 8));
        if (headerLength > MaxHeader)
        {
            throw new CheckpointFormatException($"its safetensors header claims {headerLength} bytes; {MaxHeader} are the most a header may have");
        }

        if ((long)headerLength > file.Length - 8)
        {
            throw new CheckpointFormatException($"its safetensors header has {headerLength} bytes and the file only {file.Length} (is it truncated?)");
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = ReadHeader(file.Slice(8, (int)headerLength), metadata);
        var data = new SubSource(file, 8 + (long)headerLength, file.Length - 8 - (long)headerLength);
        CheckLayout(entries, data.Length);
        var tensors = entries.Select(e => new CheckpointTensor(e.Name, e.Dtype, e.Shape, data, e.Begin)).ToList();
        return new CheckpointContent(Format, tensors) { Metadata = metadata };
    }

    private static List<Entry> ReadHeader(ReadOnlySpan<byte> json, Dictionary<string, string> metadata)
    {
        if (json is not [(byte)'{', ..])
        {
            throw new CheckpointFormatException("its safetensors header is not a JSON object");
        }

        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (!names.Add(name))
                {
                    throw new CheckpointFormatException($"its safetensors header names '{name}' twice");
                }

                reader.Read();
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    throw new CheckpointFormatException($"its safetensors header has no object for '{name}'");
                }

                if (name == "__metadata__")
                {
                    ReadMetadata(ref reader, metadata);
                }
                else
                {
                    entries.Add(ReadEntry(ref reader, name));
                }
            }

            // Trailing spaces align the values; anything else after the object is an error of Read.
            reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or DecoderFallbackException)
        {
            throw new CheckpointFormatException("its safetensors header is not valid JSON", e);
        }

        return entries;
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String || !metadata.TryAdd(key, reader.GetString()!))
            {
                throw new CheckpointFormatException($"its safetensors metadata '{key}' is not one string");
            }
        }
    }

    private static Entry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        ScalarType? dtype = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            reader.Read();
            switch (key)
            {
                case "dtype" when dtype is null && reader.TokenType == JsonTokenType.String:
                    var type = reader.GetString()!;
                    dtype = TensorDtype.FromSafetensors(type)
                        ?? throw new CheckpointFormatException($"tensor '{name}' has the element type '{type}', which is not supported");
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, name);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name);
                    break;
                default:
                    throw new CheckpointFormatException($"tensor '{name}' has an unexpected or repeated '{key}' in its header");
            }
        }

        if (dtype is null || shape is null || offsets is not [var begin, var end])
        {
            throw new CheckpointFormatException($"tensor '{name}' lacks dtype, shape or data_offsets");
        }

        var bytes = TensorDtype.Count(shape) * TensorDtype.Size(dtype.Value);
        return begin < 0 || end < begin || end - begin != bytes
            ? throw new CheckpointFormatException($"tensor '{name}' has {bytes} bytes by its shape and {end - begin} by its offsets")
            : new Entry(name, dtype.Value, shape, begin, end);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        var numbers = new List<long>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new CheckpointFormatException($"tensor '{name}' has a shape or offsets that are no list");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
            {
                throw new CheckpointFormatException($"tensor '{name}' has a shape or offsets that are not whole numbers from 0");
            }

            if (numbers.Count == MaxDimensions)
            {
                throw new CheckpointFormatException($"tensor '{name}' has more than {MaxDimensions} dimensions");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static void CheckLayout(List<Entry> entries, long length)
    {
        var position = 0L;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != position)
            {
                throw new CheckpointFormatException($"tensor '{entry.Name}' starts at {entry.Begin} where {position} is next: the values overlap or leave a hole");
            }

            position = entry.End;
        }

        if (position > length)
        {
            throw new CheckpointFormatException($"it has {length} bytes of values and its header describes {position} (is it truncated?)");
        }

        if (position < length)
        {
            throw new CheckpointFormatException($"it has {length} bytes of values and its header describes only {position}");
        }
    }

    private sealed record Entry(string Name, ScalarType Dtype, long[] Shape, long Begin, long End);
}
