using System.Buffers;
using Baron.Structures;

namespace Baron.Media;

/// <summary>
/// Reads and writes picture files. Pixels are those of OpenCV's <c>imread</c> with <c>IMREAD_COLOR</c>: blue, green, red of 8 bits,
/// turned upright by the EXIF orientation, grey and CMYK converted, 16 bits reduced, transparency dropped. Unlike there, a
/// truncated or damaged file is an error and not a picture with grey parts.
/// </summary>
public static unsafe class ImageCodec
{
    private static readonly string[] Known = [".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm", ".jp2"];

    /// <summary>Whether a file name ends like a picture that can be read.</summary>
    /// <param name="path">The file name.</param>
    public static bool IsImageFile(string path) => Known.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a picture file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ignoreOrientation">Whether to leave the picture as the sensor saw it.</param>
    /// <returns>Three channels.</returns>
    /// <exception cref="MediaException">The file is missing, unreadable, not a picture, truncated or damaged; or the native library is absent.</exception>
    public static ImageBuffer Read(string path, bool ignoreOrientation = false)
    {
        MediaNative.Require();
        var bytes = ReadFile(path, out var length);
        try
        {
            return Decode(bytes.AsSpan(0, length), path, ignoreOrientation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Reads the size of a picture file; only the header of JPEG files is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ignoreOrientation">Whether to leave the picture as the sensor saw it.</param>
    /// <exception cref="MediaException">The file is missing, unreadable or not a picture; or the native library is absent.</exception>
    public static ImageSize ReadSize(string path, bool ignoreOrientation = false)
    {
        MediaNative.Require();
        var bytes = ReadFile(path, out var length);
        try
        {
            fixed (byte* data = bytes)
            {
                var decoder = Open(data, length, path, ignoreOrientation, out var size);
                MediaNative.DecoderClose(decoder);
                return size;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Reads the size of a picture file that is in memory; only the header of JPEG files is read.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="ignoreOrientation">Whether to leave the picture as the sensor saw it.</param>
    /// <exception cref="MediaException">It is not a picture; or the native library is absent.</exception>
    public static ImageSize ReadSize(ReadOnlySpan<byte> bytes, string name, bool ignoreOrientation = false)
    {
        MediaNative.Require();
        fixed (byte* data = bytes)
        {
            var decoder = Open(data, bytes.Length, name, ignoreOrientation, out var size);
            MediaNative.DecoderClose(decoder);
            return size;
        }
    }

    /// <summary>Decodes a picture file that is in memory.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="ignoreOrientation">Whether to leave the picture as the sensor saw it.</param>
    /// <returns>Three channels.</returns>
    /// <exception cref="MediaException">It is not a picture, truncated or damaged; or the native library is absent.</exception>
    public static ImageBuffer Decode(ReadOnlySpan<byte> bytes, string name, bool ignoreOrientation = false)
    {
        MediaNative.Require();
        fixed (byte* data = bytes)
        {
            var decoder = Open(data, bytes.Length, name, ignoreOrientation, out var size);
            ImageBuffer? image = null;
            try
            {
                image = new ImageBuffer(size.Height, size.Width);
                MediaNative.Check(MediaNative.DecoderRead(decoder, image.Pointer));
                return image;
            }
            catch (Exception e) when (e is MediaException or OutOfMemoryException)
            {
                image?.Dispose();
                throw new MediaException($"Cannot read the image '{name}': {e.Message.TrimEnd('.')}.", e);
            }
            finally
            {
                MediaNative.DecoderClose(decoder);
            }
        }
    }

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format">The file ending that names the format, such as <c>.jpg</c>.</param>
    /// <param name="quality">1 to 100 for JPEG and WebP; <c>null</c> for the format's own (JPEG 95).</param>
    /// <exception cref="MediaException">The format is unknown; or the native library is absent.</exception>
    public static byte[] Encode(ImageBuffer image, string format, int? quality = null)
    {
        MediaNative.Require();
        var ending = format.ToLowerInvariant();
        if (!Known.Contains(ending))
        {
            throw new MediaException($"Pictures cannot be written as '{format}': use one of {string.Join(", ", Known)}.");
        }

        MediaNative.Check(MediaNative.Encode(ending, image.Pointer, image.Height, image.Width, image.Channels, quality ?? -1, out var buffer, out var data, out var length));
        try
        {
            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            MediaNative.BufferFree(buffer);
        }
    }

    /// <summary>Writes a picture file, beside its place first and then renamed.</summary>
    /// <param name="path">The file; its ending is the format. The folder must exist.</param>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1 to 100 for JPEG and WebP; <c>null</c> for the format's own (JPEG 95).</param>
    /// <exception cref="MediaException">The format is unknown or the file cannot be written; or the native library is absent.</exception>
    public static void Write(string path, ImageBuffer image, int? quality = null)
    {
        var bytes = Encode(image, Path.GetExtension(path), quality);
        var temporary = path + ".tmp" + Environment.ProcessId;
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new MediaException($"Cannot write the image '{path}': {e.Message}", e);
        }
    }

    private static nint Open(byte* data, long length, string name, bool ignoreOrientation, out ImageSize size)
    {
        try
        {
            MediaNative.Check(MediaNative.DecoderOpen(data, length, ignoreOrientation ? 1 : 0, out var decoder, out var height, out var width));
            size = new ImageSize(height, width);
            return decoder;
        }
        catch (MediaException e)
        {
            throw new MediaException($"Cannot read the image '{name}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static byte[] ReadFile(string path, out int length)
    {
        byte[]? bytes = null;
        try
        {
            using var handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var size = RandomAccess.GetLength(handle);
            if (size > int.MaxValue - 64)
            {
                throw new MediaException($"Cannot read the image '{path}': the file is larger than 2 GB.");
            }

            bytes = ArrayPool<byte>.Shared.Rent((int)Math.Max(1, size));
            length = 0;
            while (length < size)
            {
                var read = RandomAccess.Read(handle, bytes.AsSpan(length, (int)size - length), length);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }

            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (bytes is not null)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }

            var reason = e is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist" : e.Message.TrimEnd('.');
            throw new MediaException($"Cannot read the image '{path}': {reason}.", e);
        }
    }
}
