using System.Text.Json;
using Baron.Ops;
using Baron.Structures;
using Microsoft.Win32.SafeHandles;

namespace Baron.Data.Coco;

/// <summary>Reads masks out of an annotation file when they are needed. Safe to call from several threads.</summary>
internal sealed class CocoMasks(string path) : IDisposable
{
    // As many as a picture may have.
    private const long MaxPixels = 1L << 30;

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
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
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

        if ((long)height * width > MaxPixels)
        {
            throw new BaronException($"The annotation file '{path}' has a run-length mask of {width} x {height} pixels; {MaxPixels} are the most.");
        }

        var mask = counts.ValueKind == JsonValueKind.String
            ? RunLengthMask.FromText(counts.GetString()!, height, width)
            : new RunLengthMask(height, width, [.. counts.EnumerateArray().Select(c => c.GetUInt32())]);
        return new BitmapMask(size, mask.ToPixels());
    }
}
