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
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Wide elements first: then every tensor starts at a multiple of its element's size.
        var ordered = tensors.OrderByDescending(t => TensorDtype.Size(t.Value.dtype)).ToList();
        var header = Header(path, ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
            {
                TensorBytes.Write(tensor, stream);
            }
        });
    }

    private static byte[] Header(string path, List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
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
            foreach (var (name, tensor) in tensors)
            {
                if (!names.Add(name))
                {
                    throw new BaronException($"{path} cannot be written: two tensors are named '{name}'.");
                }

                var end = position + TensorBytes.Count(tensor);
                json.WriteStartObject(name);
                json.WriteString("dtype", TensorDtype.SafetensorsName(tensor.dtype));
                json.WriteStartArray("shape");
                foreach (var side in tensor.shape)
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
