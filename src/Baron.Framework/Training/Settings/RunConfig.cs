using Baron.Data;
using Baron.Evaluation;
using Baron.Modeling;
using Baron.Registry;
using Baron.Training.Hooks;
using Baron.Training.Loops;
using Baron.Training.Optimizers;
using Baron.Training.Schedules;
using Baron.Visualization;

namespace Baron.Training.Settings;

/// <summary>The top level of a config: everything a run is made of. The keys are MMDetection's.</summary>
/// <param name="Model">The model.</param>
/// <param name="TrainDataloader">Training data.</param>
/// <param name="ValDataloader">Data of validations during training.</param>
/// <param name="TestDataloader">Data of <c>baron test</c>.</param>
/// <param name="ValEvaluator">Metrics of validations.</param>
/// <param name="TestEvaluator">Metrics of <c>baron test</c>.</param>
/// <param name="OptimWrapper">Optimiser, gradient clipping and settings of single parameters.</param>
/// <param name="ParamScheduler">Schedules of the learning rate, chained in this order.</param>
/// <param name="TrainCfg">The training loop.</param>
/// <param name="ValCfg">Settings of validations.</param>
/// <param name="TestCfg">Settings of <c>baron test</c>.</param>
/// <param name="DefaultHooks">
/// Hooks by role: <c>timer</c>, <c>logger</c>, <c>param_scheduler</c>, <c>checkpoint</c>, <c>visualization</c>, <c>loss_guard</c>.
/// Roles that are absent have their usual hook.
/// </param>
/// <param name="CustomHooks">Further hooks.</param>
/// <param name="LoadFrom">Weights to start from; names and shapes that do not fit are left out and reported.</param>
/// <param name="Resume">Whether to continue the run of the work directory.</param>
/// <param name="WorkDir">The folder of logs and checkpoints; <c>work_dirs/NAME</c> when absent.</param>
/// <param name="Randomness">Seed, and whether kernels without a fixed order of sums are refused.</param>
/// <param name="Device"><c>auto</c> (the first CUDA device where there is one), <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
/// <param name="Runtime">Threads and TF32.</param>
/// <param name="AutoScaleLr">Scaling of the learning rate with the batch size.</param>
/// <param name="Visualizer">How pictures with detections are drawn.</param>
/// <param name="Plugins">Folders to search for plugins.</param>
public sealed record RunConfig(
    Deferred<IModel> Model,
    Deferred<DataLoaderConfig>? TrainDataloader = null,
    Deferred<DataLoaderConfig>? ValDataloader = null,
    Deferred<DataLoaderConfig>? TestDataloader = null,
    [SingleOrList] IReadOnlyList<Deferred<IMetric>>? ValEvaluator = null,
    [SingleOrList] IReadOnlyList<Deferred<IMetric>>? TestEvaluator = null,
    [DefaultComponent("OptimWrapper")] Deferred<IOptimWrapper>? OptimWrapper = null,
    [SingleOrList] IReadOnlyList<Deferred<IParamScheduler>>? ParamScheduler = null,
    Deferred<ITrainLoop>? TrainCfg = null,
    EvaluationLoopConfig? ValCfg = null,
    EvaluationLoopConfig? TestCfg = null,
    IReadOnlyDictionary<string, Deferred<IHook>>? DefaultHooks = null,
    IReadOnlyList<Deferred<IHook>>? CustomHooks = null,
    [FilePath] string? LoadFrom = null,
    bool Resume = false,
    [DirectoryPath(Output = true)] string? WorkDir = null,
    RandomnessConfig? Randomness = null,
    DeviceChoice? Device = null,
    RuntimeConfig? Runtime = null,
    AutoScaleLrConfig? AutoScaleLr = null,
    Deferred<IVisualizer>? Visualizer = null,
    [SingleOrList][DirectoryPath] IReadOnlyList<string>? Plugins = null);
