using System.Text.Json;
using Baron.Ops;
using Baron.Structures;
using Microsoft.Win32.SafeHandles;

namespace Baron.Data.Coco;

/// <summary>Reads masks out of an annotation file when they are needed. Safe to call from several threads.</summary>
internal sealed class CocoMasks(string path, FileStamp stamp) : IDisposable
{
    // As many as a picture may have.
    private const long MaxPixels = 1L << 30;

    private readonly Lazy<SafeFileHandle> _handle = new(() => Open(path, stamp));

    /// <summary>Reads a mask.</summary>
    /// <param name="annotation">The annotation's id, for messages.</param>
    /// <param name="offset">Where its JSON begins in the file.</param>
    /// <param name="length">Bytes of its JSON; 0 for none.</param>
    /// <param name="size">The picture's size.</param>
    /// <returns>The mask, or <c>null</c> when there is none or it is not valid (a polygon of less than three points).</returns>
    /// <exception cref="BaronException">The file changed or cannot be read, or the mask is not in COCO's format or has another size.</exception>
    public InstanceMask? Read(long annotation, long offset, int length, ImageSize size)
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
        catch (FormatException e)
        {
            throw new BaronException($"The annotation file '{path}' has {e.Message.TrimEnd('.')} for annotation {annotation}.", e);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
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

    // The places of masks are those of the file as it was read. That its permissions or links changed since, perhaps hours later, is
    // no reason to end a run.
    private static SafeFileHandle Open(string path, FileStamp stamp)
    {
        var handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
        var now = FileStamp.Of(path);
        if (now.Length == stamp.Length && now.Ticks == stamp.Ticks)
        {
            return handle;
        }

        handle.Dispose();
        throw new IOException("it is another file than the one that was read");
    }

    private static InstanceMask? Parse(JsonElement element, ImageSize size)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var polygons = new List<double[]>();
            foreach (var polygon in element.EnumerateArray())
            {
                if (polygon.ValueKind != JsonValueKind.Array)
                {
                    throw new FormatException("a 'segmentation' whose polygons are not lists");
                }

                var points = polygon.EnumerateArray().Select(Coordinate).ToArray();
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

        if (stored.ValueKind != JsonValueKind.Array || stored.GetArrayLength() != 2)
        {
            throw new FormatException("a 'segmentation' whose 'size' is not [height, width]");
        }

        var (height, width) = (Whole(stored[0]), Whole(stored[1]));
        if (height != size.Height || width != size.Width)
        {
            throw new FormatException($"a run-length mask of {width} x {height} pixels for a picture of {size.Width} x {size.Height}");
        }

        if (height * width > MaxPixels)
        {
            throw new FormatException($"a run-length mask of {width} x {height} pixels ({MaxPixels} are the most)");
        }

        return new BitmapMask(size, Runs(counts, size).ToPixels());
    }

    private static RunLengthMask Runs(JsonElement counts, ImageSize size)
    {
        if (counts.ValueKind == JsonValueKind.String)
        {
            try
            {
                return RunLengthMask.FromText(counts.GetString()!, size.Height, size.Width);
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException)
            {
                throw new FormatException("a 'segmentation' whose compressed run lengths are damaged or do not fit its size", e);
            }
        }

        if (counts.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("a 'segmentation' whose 'counts' are neither text nor a list");
        }

        var total = 0L;
        var lengths = new uint[counts.GetArrayLength()];
        for (var i = 0; i < lengths.Length; i++)
        {
            var length = Whole(counts[i]);
            total += length;
            if (length < 0 || total > (long)size.Height * size.Width)
            {
                throw new FormatException("a 'segmentation' whose run lengths do not fit its size");
            }

            lengths[i] = (uint)length;
        }

        return new RunLengthMask(size.Height, size.Width, lengths);
    }

    private static double Coordinate(JsonElement value) => value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble())
        ? value.GetDouble()
        : throw new FormatException("a 'segmentation' with a coordinate that is no number");

    // 5.0 is a whole number too.
    private static long Whole(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number == Math.Floor(number) && Math.Abs(number) <= uint.MaxValue
            ? (long)number
            : throw new FormatException("a 'segmentation' whose 'size' or 'counts' are not whole numbers");
}
