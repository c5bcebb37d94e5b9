using Baron.Structures;

namespace Baron.Media;

/// <summary>
/// Writes a video file: <c>.mp4</c> (H.264 where the machine has an encoder for it, else MPEG-4) or <c>.avi</c> (motion JPEG). The
/// file appears under its name when the writer is disposed.
/// </summary>
public sealed unsafe class VideoWriter : IDisposable
{
    private readonly string _temporary;
    private readonly ImageSize _stored;
    private nint _handle;

    /// <summary>Starts a video file.</summary>
    /// <param name="path">The file, ending in <c>.mp4</c> or <c>.avi</c>. The folder must exist.</param>
    /// <param name="size">The size of a frame. Videos have even sides: the last row or column of an odd one is cut off.</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    /// <exception cref="MediaException">The ending is another, or the file cannot be written; or the native library is absent.</exception>
    public VideoWriter(string path, ImageSize size, double framesPerSecond)
    {
        MediaNative.Require();
        (FilePath, Size) = (path, size);
        _stored = new ImageSize(size.Height & ~1, size.Width & ~1);
        if (_stored.Height == 0 || _stored.Width == 0)
        {
            throw new MediaException($"Cannot write the video '{path}': frames of {size.Width} x {size.Height} pixels are too small.");
        }

        var ending = Path.GetExtension(path).ToLowerInvariant();
        string[] codes = ending switch
        {
            ".mp4" or ".m4v" => ["avc1", "mp4v"],
            ".avi" => ["MJPG"],
            _ => throw new MediaException($"Cannot write the video '{path}': the name must end in .mp4 or .avi."),
        };
        _temporary = Path.Combine(Path.GetDirectoryName(path) ?? "", $".{Path.GetFileNameWithoutExtension(path)}.tmp{Environment.ProcessId}{ending}");
        for (var i = 0; _handle == 0; i++)
        {
            try
            {
                MediaNative.Check(MediaNative.WriterOpen(_temporary, codes[i], framesPerSecond, _stored.Height, _stored.Width, out _handle));
            }
            catch (MediaException e) when (i == codes.Length - 1)
            {
                if (File.Exists(_temporary))
                {
                    File.Delete(_temporary);
                }

                throw new MediaException($"Cannot write the video '{path}': {e.Message.TrimEnd('.')}.", e);
            }
            catch (MediaException)
            {
                // The next code is tried.
            }
        }
    }

    /// <summary>Closes a video that nobody disposed.</summary>
    ~VideoWriter()
    {
        if (_handle != 0)
        {
            _ = MediaNative.WriterClose(_handle);
        }
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>The size of a frame.</summary>
    public ImageSize Size { get; }

    /// <summary>Appends a frame.</summary>
    /// <param name="frame">A picture of three channels and the video's size.</param>
    /// <exception cref="ArgumentException">The frame has another size.</exception>
    public void Write(ImageBuffer frame)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        if (frame.Size != Size || frame.Channels != 3)
        {
            throw new ArgumentException($"The video's frames are {Size.Width} x {Size.Height}, this one is {frame.Width} x {frame.Height}.", nameof(frame));
        }

        using var cut = _stored == Size ? null : frame.Crop(0, 0, _stored.Width, _stored.Height);
        var stored = cut ?? frame;
        MediaNative.Check(MediaNative.WriterWrite(_handle, stored.Pointer, stored.Height, stored.Width));
    }

    /// <summary>Finishes the file and gives it its name.</summary>
    /// <exception cref="MediaException">The file cannot be written.</exception>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_handle == 0)
        {
            return;
        }

        var handle = _handle;
        _handle = 0;
        try
        {
            MediaNative.Check(MediaNative.WriterClose(handle));
            File.Move(_temporary, FilePath, overwrite: true);
        }
        catch (Exception e) when (e is MediaException or IOException or UnauthorizedAccessException)
        {
            throw new MediaException($"Cannot write the video '{FilePath}': {e.Message}", e);
        }
    }
}
