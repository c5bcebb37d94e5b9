using Baron.Checkpoints;

namespace Baron.Hosting;

/// <summary>The folder of a run's checkpoints and logs.</summary>
internal static class WorkDirectory
{
    /// <summary>Makes sure that a run may write into its folder.</summary>
    /// <param name="path">The folder; made when absent.</param>
    /// <param name="resuming">Whether the run continues the one that is there.</param>
    /// <param name="overwrite">Whether the checkpoints of a run that is there are removed.</param>
    /// <exception cref="BaronException">It cannot be written, or another run's checkpoints are in it.</exception>
    public static void Prepare(string path, bool resuming, bool overwrite)
    {
        RequireWritable(path);
        AtomicFile.RemoveLeftovers(path);
        if (resuming)
        {
            return;
        }

        var old = Checkpoints(path);
        if (old.Count == 0)
        {
            return;
        }

        if (!overwrite)
        {
            throw new BaronException($"The work directory {path} has the checkpoints of another run ({Path.GetFileName(old[0])}); continue that one with --resume, name another --work-dir, or remove them with --overwrite.");
        }

        foreach (var file in old)
        {
            File.Delete(file);
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
