using Baron.Checkpoints;

namespace Baron.Hosting;

/// <summary>The folder of a run's checkpoints and logs.</summary>
internal static class WorkDirectory
{
    /// <summary>Makes sure that a run may write into its folder. What is in there stays.</summary>
    /// <param name="path">The folder; made when absent.</param>
    /// <param name="resuming">Whether the run continues the one that is there.</param>
    /// <param name="overwrite">Whether the run may replace one that is there.</param>
    /// <returns>Whether the folder was made.</returns>
    /// <exception cref="BaronException">It cannot be written, or another run's checkpoints are in it.</exception>
    public static bool Claim(string path, bool resuming, bool overwrite)
    {
        var made = !Directory.Exists(path);
        RequireWritable(path);
        AtomicFile.RemoveLeftovers(path);
        return resuming || overwrite || Checkpoints(path) is not [var first, ..]
            ? made
            : throw new BaronException($"The work directory {path} has the checkpoints of another run ({Path.GetFileName(first)}); continue that one with --resume, name another --work-dir, or remove them with --overwrite.");
    }

    /// <summary>
    /// Keeps other processes from training in a folder; the system lets go of it when this process ends, however it does.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <returns>What holds the folder until it is disposed.</returns>
    /// <exception cref="BaronException">Another run holds it.</exception>
    public static IDisposable Lock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The work directory {path} is in use by another run; wait for its end, or name another --work-dir. ({e.Message})", e);
        }
    }

    /// <summary>Removes the checkpoints of the run that is there.</summary>
    /// <param name="path">The folder.</param>
    public static void RemoveCheckpoints(string path)
    {
        foreach (var file in Checkpoints(path))
        {
            File.Delete(file);
        }
    }

    /// <summary>Removes a folder that was made for a run which did not begin.</summary>
    /// <param name="path">The folder.</param>
    public static void RemoveIfEmpty(string path)
    {
        if (!Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }

    /// <summary>Makes a folder where it is missing and tries to write into it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="BaronException">It cannot be written.</exception>
    public static void RequireWritable(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".probe-{Guid.NewGuid():N}");
            File.WriteAllText(probe, string.Empty);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The work directory {path} cannot be written: {e.Message} Name another one with --work-dir.", e);
        }
    }

    private static List<string> Checkpoints(string path)
    {
        var files = Directory.EnumerateFiles(path, "*.safetensors")
            .Where(file => Path.GetFileName(file) is var name
                && (name.StartsWith("iter_", StringComparison.Ordinal) || name.StartsWith("epoch_", StringComparison.Ordinal) || name.StartsWith("best_", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .ToList();
        var last = Path.Combine(path, "last_checkpoint");
        if (File.Exists(last))
        {
            files.Add(last);
        }

        return files;
    }

    /// <summary>The checkpoint to continue from, or <c>null</c> when the folder has none.</summary>
    /// <param name="path">The folder.</param>
    public static string? Last(string path) => Directory.Exists(path) ? TrainingCheckpoint.FindLast(path) : null;
}
