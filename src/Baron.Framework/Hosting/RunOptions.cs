using Baron.Configuration;
using Baron.Training;
using Baron.Training.Hooks;

namespace Baron.Hosting;

/// <summary>How a run is opened.</summary>
public sealed record RunOptions
{
    /// <summary>Changes of the config (<c>--set</c>), used when the run is opened by the file's path.</summary>
    public IReadOnlyList<ConfigOverride> Overrides { get; init; } = [];

    /// <summary>Where the run shows what it does.</summary>
    public IRunDisplay Display { get; init; } = new SilentDisplay();

    /// <summary>Hooks of the program, besides those of the config.</summary>
    public IReadOnlyList<IHook> Hooks { get; init; } = [];

    /// <summary>The checkpoint to continue from; takes the place of the config's <c>resume</c>.</summary>
    public string? ResumeFrom { get; init; }

    /// <summary>Whether checkpoints of another run in the work directory are removed instead of refused.</summary>
    public bool Overwrite { get; init; }

    /// <summary>
    /// Whether a run of exactly the same config in the work directory is continued; one of another config is treated as
    /// <see cref="Overwrite"/> says.
    /// </summary>
    public bool ContinueSameConfig { get; init; }

    /// <summary>Whether the learning rate is scaled with the batch size.</summary>
    public bool AutoScaleLr { get; init; }
}
