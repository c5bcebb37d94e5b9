namespace Baron.Data.Coco;

/// <summary>By what a change of a file is noticed.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Ticks">When it was last written, in ticks of UTC.</param>
/// <param name="MayHide">
/// Whether another change could leave no trace: the file was written just now, and the file system may keep times in whole seconds.
/// </param>
internal readonly record struct FileStamp(long Length, long Ticks, bool MayHide)
{
    /// <summary>The stamp of a file as it is now.</summary>
    /// <param name="info">The file.</param>
    public static FileStamp Of(FileInfo info)
    {
        var written = info.LastWriteTimeUtc;
        var whole = written.Ticks % TimeSpan.TicksPerSecond == 0;
        return new FileStamp(info.Length, written.Ticks, whole && DateTime.UtcNow - written < TimeSpan.FromSeconds(2));
    }

    /// <inheritdoc/>
    public bool Equals(FileStamp other) => Length == other.Length && Ticks == other.Ticks;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Length, Ticks);
}
