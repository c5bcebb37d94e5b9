using Baron.Structures;

namespace Baron.Media;

/// <summary>Reads a video file frame by frame.</summary>
public sealed unsafe class VideoReader : IDisposable
{
    private static readonly string[] Known = [".mp4", ".avi", ".mov", ".mkv", ".webm", ".mpg", ".mpeg", ".m4v", ".wmv", ".flv"];
    private nint _handle;

    /// <summary>Opens a video file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MediaException">The file is missing or not a video that can be read; or the native library is absent.</exception>
    public VideoReader(string path)
    {
        MediaNative.Require();
        FilePath = path;
        if (!File.Exists(path))
        {
            throw new MediaException($"Cannot read the video '{path}': the file does not exist.");
        }

        try
        {
            MediaNative.Check(MediaNative.VideoOpen(path, out _handle, out var height, out var width, out var fps, out var count));
            Size = new ImageSize(height, width);
            FramesPerSecond = double.IsFinite(fps) && fps > 0 ? fps : 25;
            FrameCount = count;
        }
        catch (MediaException e)
        {
            throw new MediaException($"Cannot read the video '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>Closes a video that nobody disposed.</summary>
    ~VideoReader() => Close();

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>The size of a frame.</summary>
    public ImageSize Size { get; }

    /// <summary>Frames a second; 25 where the file does not say.</summary>
    public double FramesPerSecond { get; }

    /// <summary>The number of frames that the file announces, or 0 when it does not; the end is where <see cref="Read"/> returns null.</summary>
    public long FrameCount { get; }

    /// <summary>Whether a file name ends like a video that can be read.</summary>
    /// <param name="path">The file name.</param>
    public static bool IsVideoFile(string path) => Known.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Decodes the next frame.</summary>
    /// <returns>The frame, to be disposed by the caller; or <c>null</c> at the end.</returns>
    /// <exception cref="MediaException">The frame cannot be decoded.</exception>
    public ImageBuffer? Read()
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        var frame = new ImageBuffer(Size.Height, Size.Width);
        try
        {
            MediaNative.Check(MediaNative.VideoRead(_handle, frame.Pointer, out var read));
            if (read != 0)
            {
                return frame;
            }
        }
        catch (MediaException e)
        {
            frame.Dispose();
            throw new MediaException($"Cannot read the video '{FilePath}': {e.Message.TrimEnd('.')}.", e);
        }

        frame.Dispose();
        return null;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private void Close()
    {
        if (_handle != 0)
        {
            MediaNative.VideoClose(_handle);
            _handle = 0;
        }
    }
}
