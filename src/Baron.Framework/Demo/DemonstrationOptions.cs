using Baron.Configuration;
using Baron.Hosting;
using Baron.Training;

namespace Baron.Demo;

/// <summary>How a <see cref="Demonstration"/> runs.</summary>
public sealed record DemonstrationOptions
{
    /// <summary>The folder of the demonstration's configs.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>Where data, runs and pictures go.</summary>
    public string WorkDir { get; init; } = Path.Combine("work_dirs", "demo");

    /// <summary>The seed of the trainings; the data is the same for every seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// A folder with <c>data/</c>, a tiny CLIP (<c>tiny_clip.safetensors</c> or <c>.pth</c>) and its vocabulary
    /// (<c>demo_bpe.txt.gz</c>) to use instead of the demonstration's own; or <c>null</c>.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>Further changes of the configs.</summary>
    public IReadOnlyList<ConfigOverride> Overrides { get; init; } = [];

    /// <summary>Whether a finished or unfinished training of the same config is thrown away instead of used.</summary>
    public bool Retrain { get; init; }

    /// <summary>Where plugins are found.</summary>
    public BaronHostOptions Host { get; init; } = new();

    /// <summary>Where the demonstration shows what it does.</summary>
    public IRunDisplay Display { get; init; } = new SilentDisplay();
}
