using Baron.Distributed;
using Baron.Modeling;
using Baron.Training.Hooks;
using Baron.Training.Loops;
using Baron.Training.Optimizers;
using Baron.Training.Schedules;
using Baron.Visualization;
using static TorchSharp.torch;

namespace Baron.Training;

/// <summary>What a run is made of. Parts that a run does not need may be absent.</summary>
public sealed record RunnerParts
{
    /// <summary>What is trained or tested, with its initial weights, on any device.</summary>
    public required IModel Model { get; init; }

    /// <summary>The device to run on.</summary>
    public required Device Device { get; init; }

    /// <summary>The run's randomness, as the components have it.</summary>
    public required IRandomSource Random { get; init; }

    /// <summary>The seed of <see cref="Random"/>, kept in checkpoints.</summary>
    public ulong Seed { get; init; }

    /// <summary>The folder of logs and checkpoints, or <c>null</c> to write nothing.</summary>
    public string? WorkDir { get; init; }

    /// <summary>The resolved config as TOML, kept in checkpoints; may be empty.</summary>
    public string ConfigText { get; init; } = "";

    /// <summary>Training batches.</summary>
    public Func<IBatchSource>? TrainData { get; init; }

    /// <summary>The training loop.</summary>
    public ITrainLoop? TrainLoop { get; init; }

    /// <summary>Turns losses into updates.</summary>
    public IOptimWrapper? OptimWrapper { get; init; }

    /// <summary>Whether independent parts of the losses are computed on two threads (<see cref="IBranchedModel"/>), on the CPU.</summary>
    public bool ParallelBranches { get; init; }

    /// <summary>Multiplies every learning rate (<c>auto_scale_lr</c>).</summary>
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>Schedules of the learning rate, in the order they are chained.</summary>
    public IReadOnlyList<IParamScheduler> Schedulers { get; init; } = [];

    /// <summary>Makes the evaluator of validations; called at the first one.</summary>
    public Func<Evaluator>? Validation { get; init; }

    /// <summary>Makes the evaluator of tests; called at the first one.</summary>
    public Func<Evaluator>? Test { get; init; }

    /// <summary>The hooks, in any order.</summary>
    public IReadOnlyList<IHook> Hooks { get; init; } = [];

    /// <summary>Where the run shows what it does.</summary>
    public IRunDisplay Display { get; init; } = new SilentDisplay();

    /// <summary>How pictures are drawn, or <c>null</c> for the usual way.</summary>
    public IVisualizer? Visualizer { get; init; }

    /// <summary>The processes of the run.</summary>
    public IProcessGroup Processes { get; init; } = new SingleProcessGroup();

    /// <summary>Class names to keep in checkpoints; may be empty.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];
}
