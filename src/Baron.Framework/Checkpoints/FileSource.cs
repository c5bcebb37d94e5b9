using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Baron.Checkpoints;

/// <summary>
/// A file, read-only. Bytes are read at their position, so that a file that another process cuts short is an error; it is mapped
/// into memory, where that would end this process, only to gather elements that lie scattered.
/// </summary>
internal sealed unsafe partial class FileSource : ByteSource, IDisposable
{
    // What is read at once for shorter ranges, which mostly follow each other.
    private const int WindowLength = 1 << 16;

    private readonly FileStream _stream;
    private readonly Lock _lock = new();

    // Replaced as a whole: spans into an old window stay valid.
    private volatile Window _window = new(0, []);
    private MemoryMappedFile? _file;
    private MemoryMappedViewAccessor? _view;
    private byte* _pointer;
    private bool _disposed;

    private FileSource(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
        Length = stream.Length;
    }

    /// <summary>The path as it was given.</summary>
    public override string Path { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="BaronException">It does not exist, is a folder, a pipe or a device, or cannot be read.</exception>
    public static FileSource Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new BaronException($"{path} is a folder; a checkpoint file is needed.");
        }

        try
        {
            if (IsPipe(path))
            {
                throw new BaronException($"{path} is a pipe or a device; a checkpoint file is needed.");
            }

            return new FileSource(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BaronException($"{path} does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BaronException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Slice(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(CheckpointFile));
        Check(offset, length);
        var window = _window;
        if (offset < window.Start || offset + length > window.Start + window.Bytes.Length)
        {
            window = new Window(offset, new byte[Math.Max(length, (int)Math.Min(WindowLength, Length - offset))]);
            ReadAt(offset, window.Bytes);
            if (window.Bytes.Length > WindowLength)
            {
                return window.Bytes;
            }

            _window = window;
        }

        return window.Bytes.AsSpan((int)(offset - window.Start), length);
    }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination)
    {
        if (destination.Length < WindowLength)
        {
            Slice(offset, destination.Length).CopyTo(destination);
            return;
        }

        ObjectDisposedException.ThrowIf(_disposed, typeof(CheckpointFile));
        Check(offset, destination.Length);
        ReadAt(offset, destination);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Map(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(CheckpointFile));
        Check(offset, length);
        lock (_lock)
        {
            if (_pointer is null)
            {
                if (_stream.Length < Length)
                {
                    throw Shrunk();
                }

                _file = MemoryMappedFile.CreateFromFile(_stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
                _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
                _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
                _pointer += _view.PointerOffset;
            }
        }

        return new ReadOnlySpan<byte>(_pointer + offset, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_pointer is not null)
        {
            _pointer = null;
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view?.Dispose();
        _file?.Dispose();
        _stream.Dispose();
    }

    private void ReadAt(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int count;
            try
            {
                count = RandomAccess.Read(_stream.SafeFileHandle, destination, offset);
            }
            catch (IOException e)
            {
                throw new BaronException($"{Path} cannot be read: {e.Message}", e);
            }

            if (count == 0)
            {
                throw Shrunk();
            }

            offset += count;
            destination = destination[count..];
        }
    }

    private BaronException Shrunk() => new($"{Path} became shorter while it was read.");

    // To open a pipe waits for whoever writes into it, unless one says not to wait.
    private static bool IsPipe(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return false;
        }

        // O_RDONLY with O_NONBLOCK and O_CLOEXEC.
        using var handle = new SafeFileHandle(OpenFile(path, OperatingSystem.IsLinux() ? 0x80800 : 0x1000004), ownsHandle: true);
        if (handle.IsInvalid)
        {
            return false;
        }

        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return !stream.CanSeek;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    private sealed record Window(long Start, byte[] Bytes);
}
