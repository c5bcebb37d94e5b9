using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>Writes safetensors files; <see cref="CheckpointFile"/> reads them.</summary>
public static class SafetensorsFile
{
    /// <summary>Writes tensors, beside the target and then renamed.</summary>
    /// <param name="path">The target.</param>
    /// <param name="tensors">Tensors by unique name; any device, strides and type but complex128.</param>
    /// <param name="metadata">Strings that travel with them, or <c>null</c>.</param>
    /// <exception cref="BaronException">A name is used twice, a type has no safetensors name, or the file cannot be written.</exception>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, tensors.Select(t => WrittenTensor.Of(t.Key, t.Value)), metadata);

    /// <summary>Writes tensors that need not be in memory.</summary>
    internal static void Write(string path, IEnumerable<WrittenTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        // Wide elements first: then every tensor starts at a multiple of its element's size.
        var ordered = tensors.OrderByDescending(t => TensorDtype.Size(t.Dtype)).ToList();
        var header = Header(path, ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in ordered)
            {
                tensor.Write(stream);
            }
        }, throughLink: true);
    }

    private static byte[] Header(string path, List<WrittenTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { SkipValidation = false }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var position = 0L;
            foreach (var tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                {
                    throw new BaronException($"{path} cannot be written: two tensors are named '{tensor.Name}'.");
                }

                var end = position + tensor.ByteCount;
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", TensorDtype.SafetensorsName(tensor.Dtype));
                json.WriteStartArray("shape");
                foreach (var side in tensor.Shape)
                {
                    json.WriteNumberValue(side);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(position);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                position = end;
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8, so that the values are aligned in a mapped file.
        while (memory.Length % 8 != 0)
        {
            memory.WriteByte((byte)' ');
        }

        return memory.ToArray();
    }
}
