namespace Baron;

/// <summary>
/// Writes files so that a reader never sees half of one: the content goes to a temporary file beside the target, is flushed
/// to the disk, and the temporary file is renamed. When anything fails the target stays as it was.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The target; missing folders are created.</param>
    /// <param name="write">Writes the content to a seekable stream.</param>
    /// <param name="throughLink">Whether a target that is a symbolic link stays one and the file it names is written; else the link is replaced.</param>
    /// <exception cref="BaronException">The folder cannot be written, or the target is read-only.</exception>
    public static void Write(string path, Action<Stream> write, bool throughLink = false)
    {
        var full = Path.GetFullPath(path);
        var temporary = $"{full}.{Environment.ProcessId:x}-{Guid.NewGuid():N}.tmp";
        try
        {
            if (IsDevice(full))
            {
                WriteInto(full, write);
                return;
            }

            if (throughLink && new FileInfo(full).LinkTarget is not null && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target)
            {
                temporary = temporary.Replace(full, target.FullName, StringComparison.Ordinal);
                full = target.FullName;
            }

            // A rename asks the folder, and whoever protected the file meant the file.
            if (File.Exists(full) && File.GetAttributes(full).HasFlag(FileAttributes.ReadOnly))
            {
                throw new UnauthorizedAccessException("it is read-only");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);

                // A rename that reaches the disk before the content would leave an empty file after a power cut.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e)
        {
            TryDelete(temporary);
            if (e is ArgumentOutOfRangeException { ParamName: "value" })
            {
                // What .NET makes of a file that outgrows a limit of the file system or the process.
                throw new BaronException($"{path} cannot be written: {e.Message}", new IOException(e.Message, e));
            }

            if (e is UnauthorizedAccessException or IOException)
            {
                throw new BaronException($"{path} cannot be written: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>Writes a text file in UTF-8 without a byte-order mark.</summary>
    /// <param name="path">The target; missing folders are created.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="BaronException">The folder cannot be written.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Removes temporary files that processes which are gone left in a folder.</summary>
    /// <param name="folder">The folder.</param>
    internal static void RemoveLeftovers(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            // NAME.PROCESS-GUID.tmp
            var parts = Path.GetFileNameWithoutExtension(file).Split('.')[^1].Split('-');
            if (parts is [var process, { Length: 32 }]
                && int.TryParse(process, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture, out var id)
                && !IsAlive(id))
            {
                TryDelete(file);
            }
        }
    }

    // /dev/null, /dev/stdout, /dev/fd/63: a file in its place would be of no use to anybody.
    private static bool IsDevice(string full) =>
        OperatingSystem.IsLinux() && full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal) && File.Exists(full);

    private static void WriteInto(string device, Action<Stream> write)
    {
        using var content = new MemoryStream();
        write(content);
        content.Position = 0;
        using var stream = new FileStream(device, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        content.CopyTo(stream);
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one worth reporting.
        }
    }
}
