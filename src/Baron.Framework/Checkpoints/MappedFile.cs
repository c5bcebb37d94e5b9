using System.IO.MemoryMappedFiles;

namespace Baron.Checkpoints;

/// <summary>A file mapped into memory, read-only.</summary>
internal sealed unsafe class MappedFile : ByteSource, IDisposable
{
    // Shorter ranges come from the map: a system call would cost more than the page.
    private const int LeastRead = 1 << 16;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _pointer;
    private bool _disposed;

    private MappedFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
        Length = stream.Length;
        if (Length == 0)
        {
            return;
        }

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
        _pointer += _view.PointerOffset;
    }

    /// <summary>The path as it was given.</summary>
    public override string Path { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="BaronException">It does not exist, is a folder or cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new BaronException($"{path} is a folder; a checkpoint file is needed.");
        }

        try
        {
            return new MappedFile(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
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
        return new ReadOnlySpan<byte>(_pointer + offset, length);
    }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> destination)
    {
        if (destination.Length < LeastRead)
        {
            Slice(offset, destination.Length).CopyTo(destination);
            return;
        }

        ObjectDisposedException.ThrowIf(_disposed, typeof(CheckpointFile));
        Check(offset, destination.Length);
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
                throw new BaronException($"{Path} became shorter while it was read.");
            }

            offset += count;
            destination = destination[count..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _pointer = null;
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _file?.Dispose();
        _stream.Dispose();
    }
}
