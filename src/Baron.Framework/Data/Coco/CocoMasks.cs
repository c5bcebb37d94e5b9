using System.Text;
using System.Text.Json;
using Baron.Structures;
using Microsoft.Win32.SafeHandles;

namespace Baron.Data.Coco;

/// <summary>Reads masks out of an annotation file when they are needed. Safe to call from several threads.</summary>
internal sealed class CocoMasks(string path) : IDisposable
{
    private readonly Lazy<SafeFileHandle> _handle = new(() => File.OpenHandle(path, options: FileOptions.RandomAccess));

    /// <summary>Reads a mask.</summary>
    /// <param name="offset">Where its JSON begins in the file.</param>
    /// <param name="length">Bytes of its JSON; 0 for none.</param>
    /// <param name="size">The picture's size.</param>
    /// <returns>The mask, or <c>null</c> when there is none or it is not valid (a polygon of less than three points).</returns>
    /// <exception cref="BaronException">The file changed or cannot be read, or a run-length mask has another size.</exception>
    public InstanceMask? Read(long offset, int length, ImageSize size)
    {
        if (length == 0)
        {
            return null;
        }

        var bytes = new byte[length];
        try
        {
            var done = 0;
            while (done < length)
            {
                var read = RandomAccess.Read(_handle.Value, bytes.AsSpan(done), offset + done);
                if (read == 0)
                {
                    throw new IOException("the file is shorter than before");
                }

                done += read;
            }

            using var document = JsonDocument.Parse(bytes);
            return Parse(document.RootElement, size);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            throw new BaronException($"A mask of the annotation file '{path}' cannot be read ({e.Message.TrimEnd('.')}); was the file changed while it was in use?", e);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_handle.IsValueCreated)
        {
            _handle.Value.Dispose();
        }
    }

    private InstanceMask? Parse(JsonElement element, ImageSize size)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var polygons = new List<double[]>();
            foreach (var polygon in element.EnumerateArray())
            {
                var points = polygon.EnumerateArray().Select(v => v.GetDouble()).ToArray();
                if (points.Length >= 6 && points.Length % 2 == 0)
                {
                    polygons.Add(points);
                }
            }

            return polygons.Count == 0 ? null : new PolygonMask(size, polygons);
        }

        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("counts", out var counts) || !element.TryGetProperty("size", out var stored))
        {
            return null;
        }

        var (height, width) = (stored[0].GetInt32(), stored[1].GetInt32());
        if (height != size.Height || width != size.Width)
        {
            throw new BaronException($"The annotation file '{path}' has a run-length mask of {width} x {height} pixels for a picture of {size.Width} x {size.Height}.");
        }

        var runs = counts.ValueKind == JsonValueKind.String
            ? Decompress(counts.GetString()!)
            : counts.EnumerateArray().Select(c => c.GetInt64()).ToList();
        return new BitmapMask(size, Expand(runs, size));
    }

    // Runs of 0 and 1 in turns, column by column.
    private static byte[] Expand(List<long> runs, ImageSize size)
    {
        var pixels = new byte[size.Height * size.Width];
        long position = 0;
        for (var i = 0; i < runs.Count; i++)
        {
            var end = Math.Min(position + Math.Max(0, runs[i]), pixels.Length);
            if (i % 2 == 1)
            {
                for (var p = position; p < end; p++)
                {
                    pixels[((p % size.Height) * size.Width) + (p / size.Height)] = 1;
                }
            }

            position = end;
        }

        return pixels;
    }

    // The COCO tools' text form: 5 bits a character from '0' on, bit 5 says that more follow, bit 4 of the last is the sign;
    // from the third run on, the difference to the run two before.
    private static List<long> Decompress(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var runs = new List<long>();
        for (var i = 0; i < bytes.Length;)
        {
            long value = 0;
            var shift = 0;
            int code;
            do
            {
                code = bytes[i++] - '0';
                value |= (long)(code & 0x1f) << shift;
                shift += 5;
            }
            while ((code & 0x20) != 0 && i < bytes.Length);

            if ((code & 0x10) != 0 && shift < 64)
            {
                value |= -1L << shift;
            }

            runs.Add(runs.Count > 2 ? value + runs[^2] : value);
        }

        return runs;
    }
}
