using System.Runtime.InteropServices;

namespace Baron.Data.Coco;

/// <summary>By what a change of a file is noticed; a link stands for the file that it leads to.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Ticks">When it was last written, in ticks of UTC.</param>
/// <param name="Changed">
/// When the file system last changed anything about it, in nanoseconds; unlike the time of writing it cannot be set back, so that
/// copies which keep times are noticed. 0 where it is unknown (Linux tells it).
/// </param>
/// <param name="MayHide">
/// Whether another change could leave no trace: the file was written just now, and the file system may keep times in whole seconds.
/// </param>
internal readonly partial record struct FileStamp(long Length, long Ticks, long Changed, bool MayHide)
{
    // struct statx, the same on every processor: seconds and nanoseconds of the last change of status.
    private const int StatxLength = 256;
    private const int ChangedSeconds = 96;
    private const int ChangedNanoseconds = 104;
    private const uint WantChanged = 0x80;
    private const int CurrentFolder = -100;

    /// <summary>The stamp of a file as it is now.</summary>
    /// <param name="path">The file or a link to it.</param>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static FileStamp Of(string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
        {
            info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
        }

        var written = info.LastWriteTimeUtc;
        var whole = written.Ticks % TimeSpan.TicksPerSecond == 0;
        return new FileStamp(info.Length, written.Ticks, ChangedAt(path), whole && DateTime.UtcNow - written < TimeSpan.FromSeconds(2));
    }

    /// <inheritdoc/>
    public bool Equals(FileStamp other) => Length == other.Length && Ticks == other.Ticks && Changed == other.Changed;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Length, Ticks, Changed);

    private static long ChangedAt(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        try
        {
            Span<byte> status = stackalloc byte[StatxLength];
            return Statx(CurrentFolder, Path.GetFullPath(path), 0, WantChanged, status) == 0 && (BitConverter.ToUInt32(status) & WantChanged) != 0
                ? (BitConverter.ToInt64(status[ChangedSeconds..]) * 1_000_000_000) + BitConverter.ToUInt32(status[ChangedNanoseconds..])
                : 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> status);
}
