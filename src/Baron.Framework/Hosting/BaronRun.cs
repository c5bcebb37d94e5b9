using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Data;
using Baron.Distributed;
using Baron.Modeling;
using Baron.Registry;
using Baron.Training;
using Baron.Training.Hooks;
using Baron.Training.Loops;
using Baron.Training.Optimizers;
using Baron.Training.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Hosting;

/// <summary>
/// A config that was checked, and what can be done with it: train, test, build the model. Parts are built when they are first
/// needed. A run owns one source of randomness, so one run does one thing: open the config again for another.
/// </summary>
public sealed class BaronRun : IDisposable
{
    private readonly RunOptions _options;
    private readonly ServiceProvider _services;
    private readonly ConfigBinding<RunConfig> _binding;
    private IModel? _model;
    private Device? _device;
    private IDisposable? _deterministic;
    private IDisposable? _lock;

    internal BaronRun(BaronHost host, ConfigDocument document, RunOptions options)
    {
        Host = host;
        Document = document;
        _options = options;
        Seed = SeedOf(document.Root);
        Random = new StreamedRandomSource(Seed);
        Processes = new SingleProcessGroup();
        _services = new ServiceCollection()
            .AddSingleton(Random)
            .AddSingleton(Processes)
            .AddSingleton<ILoggerFactory>(new DisplayLogger(options.Display))
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .BuildServiceProvider();
        _binding = new ComponentFactory(host.Catalog, _services).Bind<RunConfig>(document.Root);
        Config = _binding.Create();
        if (Config.WorkDir is { } folder && string.IsNullOrWhiteSpace(folder))
        {
            throw new BaronException($"{document.FilePath}: work_dir is empty; name a folder, or leave it out for work_dirs/{document.Name}.");
        }

        WorkDir = Path.GetFullPath(Config.WorkDir ?? Path.Combine("work_dirs", document.Name));
    }

    /// <summary>The host.</summary>
    public BaronHost Host { get; }

    /// <summary>The config as it was read.</summary>
    public ConfigDocument Document { get; }

    /// <summary>The config as records.</summary>
    public RunConfig Config { get; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; }

    /// <summary>The run's randomness.</summary>
    public IRandomSource Random { get; }

    /// <summary>The processes of the run.</summary>
    public IProcessGroup Processes { get; }

    /// <summary>The folder of logs and checkpoints; not made before training.</summary>
    public string WorkDir { get; }

    /// <summary>The device; asking loads libtorch.</summary>
    /// <exception cref="BaronException">This machine does not have it.</exception>
    public Device Device => _device ??= (Config.Device ?? DeviceChoice.Auto).Resolve();

    /// <summary>The resolved config as TOML with full paths.</summary>
    public string ResolvedToml => ConfigWriter.Write((ConfigTable)_binding.WithFullPaths());

    /// <summary>Builds the model with its initial weights; the same model at every call.</summary>
    /// <exception cref="BaronException">A part of it cannot be built.</exception>
    public IModel BuildModel()
    {
        if (_model is null)
        {
            Start();
            _model = Config.Model.Create(_services);
            using (NewDisposeScope())
            using (no_grad())
            {
                _model.InitWeights();
            }

            _model.AsModule().to(Device);
        }

        return _model;
    }

    /// <summary>
    /// Builds the model and loads a checkpoint; what does not fit is an error that lists it. Files of initial weights that the
    /// checkpoint replaces need not be there.
    /// </summary>
    /// <param name="checkpoint">The file.</param>
    /// <exception cref="BaronException">The file is not usable or does not fit.</exception>
    public IModel LoadModel(string checkpoint)
    {
        // Before the model is built: a wrong file should not cost that time.
        using var file = CheckpointFile.Open(checkpoint);
        using var absent = AbsentWeights.Allow();
        var model = BuildModel();
        var frozen = PretrainedPrefixes(model.AsModule());

        // What was not initialised must be in the checkpoint.
        var uninitialised = model.AsModule().named_modules().Where(pair => absent.Modules.Contains(pair.Item2)).Select(pair => pair.Item1.Length == 0 ? string.Empty : pair.Item1 + ".").ToList();
        StateDictLoader.Load(model.AsModule(), file, new StateDictLoadOptions
        {
            MayBeMissing = name => frozen.Exists(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !uninitialised.Exists(prefix => name.StartsWith(prefix, StringComparison.Ordinal)),
        });
        return model;
    }

    /// <summary>
    /// Prepares training: work directory, data, model, optimiser; a resumed run has its state when this returns.
    /// </summary>
    /// <exception cref="BaronException">Something about the config, the data or the work directory is wrong.</exception>
    public Runner CreateTrainer()
    {
        if (Config is not { TrainDataloader: { } trainData, OptimWrapper: { } wrapper, TrainCfg: { } loop })
        {
            throw new BaronException($"{Document.FilePath}: the config has no complete training; it needs train_dataloader, optim_wrapper and train_cfg.");
        }

        _ = Device;
        var resume = _options.ResumeFrom;
        if (resume is null && Config.Resume)
        {
            resume = WorkDirectory.Last(WorkDir);
            if (resume is null)
            {
                _options.Display.Message($"There is nothing to resume in {WorkDir}; the run starts at the beginning.");
            }
        }
        else if (resume is not null && !File.Exists(resume))
        {
            throw new BaronException(Directory.Exists(resume)
                ? $"{resume} to resume from is a folder; name a checkpoint in it, or continue its last one with --work-dir {resume} --resume."
                : $"The checkpoint {resume} to resume from does not exist.");
        }

        var resolved = ResolvedToml;
        if (resume is null && _options.ContinueSameConfig)
        {
            resume = LastOfSameConfig(resolved);
        }

        // Nothing that is there is touched before everything is known to be right.
        var made = WorkDirectory.Claim(WorkDir, resume is not null, _options.Overwrite);
        try
        {
            // The processes of one run share its folder.
            _lock ??= Processes.Rank == 0 ? WorkDirectory.Lock(WorkDir) : null;
            return CreateTrainer(trainData, wrapper, loop, resume, resolved);
        }
        catch
        {
            _lock?.Dispose();
            _lock = null;
            if (made)
            {
                WorkDirectory.RemoveIfEmpty(WorkDir);
            }

            throw;
        }
    }

    private Runner CreateTrainer(Deferred<DataLoaderConfig> trainData, Deferred<IOptimWrapper> wrapper, Deferred<ITrainLoop> loop, string? resume, string resolved)
    {
        Start();
        var loader = Loader(trainData);

        // Before the first iteration, so that a mistake in it does not show hours later.
        var validation = Config.ValDataloader is { } valData ? Evaluator(valData, Config.ValEvaluator) : null;
        var optimization = wrapper.Create(_services);
        var factor = LearningRateFactor(loader.BatchSize * optimization.AccumulativeCounts);
        var model = BuildModel();
        if (Config.LoadFrom is { } weights && resume is null)
        {
            Initialise(model, weights);
        }

        var runner = new Runner(new RunnerParts
        {
            Model = model,
            Device = Device,
            Random = Random,
            Seed = Seed,
            WorkDir = WorkDir,
            ConfigText = resolved,
            TrainData = () => new LoaderBatchSource(loader),
            TrainLoop = loop.Create(_services),
            OptimWrapper = optimization,
            LearningRateFactor = factor,
            ParallelBranches = Config.Runtime?.ParallelBranches ?? false,
            Schedulers = [.. (Config.ParamScheduler ?? []).Select(scheduler => scheduler.Create(_services))],
            Validation = validation is null ? null : () => validation,
            Hooks = Hooks(),
            Display = _options.Display,
            Visualizer = Config.Visualizer?.Create(_services),
            Processes = Processes,
            ClassNames = loader.Dataset.Info.ClassNames,
        });
        runner.Prepare();
        if (resume is not null)
        {
            runner.Resume(resume);
            _options.Display.Message($"Resumed from {resume} at iteration {runner.Iteration}.");
            if (ConfigDifference.Describe(resume, resolved) is { } difference)
            {
                _options.Display.Message(difference);
            }
        }
        else if (_options.Overwrite)
        {
            WorkDirectory.RemoveCheckpoints(WorkDir);
        }

        AtomicFile.WriteText(Path.Combine(WorkDir, "config.toml"), resolved);
        AtomicFile.WriteText(Path.Combine(WorkDir, "environment.json"), RunEnvironment.Describe(this, resume));
        return runner;
    }

    /// <summary>Prepares a test of a checkpoint with the config's <c>test_dataloader</c> and <c>test_evaluator</c>.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="hooks">Further hooks, for example to collect detections.</param>
    /// <exception cref="BaronException">Something about the config, the data or the checkpoint is wrong.</exception>
    public Runner CreateTester(string checkpoint, IReadOnlyList<IHook>? hooks = null)
    {
        if (Config.TestDataloader is not { } data)
        {
            throw new BaronException($"{Document.FilePath}: the config has no test_dataloader.");
        }

        _ = Device;
        var evaluator = Evaluator(data, Config.TestEvaluator);
        return new Runner(new RunnerParts
        {
            Model = LoadModel(checkpoint),
            Device = Device,
            Random = Random,
            Seed = Seed,
            Test = () => evaluator,
            Hooks = [.. _options.Hooks, .. hooks ?? []],
            Display = _options.Display,
            Visualizer = Config.Visualizer?.Create(_services),
            Processes = Processes,
            ClassNames = evaluator.Info.ClassNames,
        });
    }

    /// <summary>Builds a loader and metrics as an evaluator.</summary>
    /// <param name="data">The loader's config.</param>
    /// <param name="metrics">The metrics' configs.</param>
    /// <exception cref="BaronException">The data or a metric is wrong.</exception>
    public Evaluator Evaluator(Deferred<DataLoaderConfig> data, IReadOnlyList<Deferred<Evaluation.IMetric>>? metrics)
    {
        var loader = Loader(data, replacesSamples: false);
        if (loader.BatchesPerEpoch is not { } batches)
        {
            throw new BaronException($"{Document.FilePath}: the sampler of a loader for evaluation has no end; use {{ type = \"DefaultSampler\", shuffle = false }}.");
        }

        if ((long)batches * loader.BatchSize < loader.Dataset.Count)
        {
            _options.Display.Message($"warning: the evaluation leaves out images: {batches} batches of {loader.BatchSize} for {loader.Dataset.Count} images (drop_last?).");
        }

        return new Evaluator(
            loader.Dataset,
            () => loader.Read(),
            [.. (metrics ?? []).Select(metric => metric.Create(_services))]);
    }

    /// <summary>Builds a loader of the config, for looking at data and timing it.</summary>
    /// <param name="role"><c>train</c>, <c>val</c> or <c>test</c>.</param>
    /// <exception cref="BaronException">The config has no such loader, or its data is wrong.</exception>
    public DataLoader CreateLoader(string role)
    {
        var data = role switch
        {
            "train" => Config.TrainDataloader,
            "val" => Config.ValDataloader,
            "test" => Config.TestDataloader,
            _ => throw new BaronException($"'{role}' is no loader of a config; there are train, val and test."),
        };
        return Loader(data ?? throw new BaronException($"{Document.FilePath}: the config has no {role}_dataloader."));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock?.Dispose();
        _deterministic?.Dispose();
        _model?.AsModule().Dispose();
        _services.Dispose();
    }

    private static ulong SeedOf(ConfigTable root) =>
        root["randomness"] is ConfigTable randomness && randomness["seed"] is ConfigScalar { Value: long and >= 0 } seed ? (ulong)seed.AsInt64() : 0;

    /// <summary>Parts whose weights come from a file of their own, so that checkpoints may leave them out.</summary>
    private static List<string> PretrainedPrefixes(nn.Module model) =>
        [.. model.named_modules().Where(pair => pair.Item2 is IVisionLanguageModel && pair.Item1.Length > 0).Select(pair => pair.Item1 + ".")];

    private void Start()
    {
        if (Config.Runtime?.Threads is { } threads)
        {
            TensorThreads.Set(threads);
        }

        // cuDNN would use TF32 by default.
        var tf32 = Config.Runtime?.AllowTf32 ?? false;
        backends.cuda.matmul.allow_tf32 = tf32;
        backends.cudnn.allow_tf32 = tf32;
        if (Config.Randomness is { Deterministic: true } && _deterministic is null)
        {
            // cuBLAS reads it when it is first used; without it its products have no fixed order of sums.
            ProcessEnvironment.SetDefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
            _deterministic = use_deterministic_algorithms(true);
        }

        // From here on torch's own generator decides initial weights and dropout.
        random.manual_seed((long)Seed);
        if (Device.type == DeviceType.CUDA)
        {
            cuda.manual_seed_all((long)Seed);
        }
    }

    private string? LastOfSameConfig(string resolved)
    {
        try
        {
            if (WorkDirectory.Last(WorkDir) is { } last)
            {
                using var file = CheckpointFile.Open(last);
                return TrainingCheckpoint.ConfigText(file) == resolved ? last : null;
            }
        }
        catch (BaronException)
        {
            // A damaged checkpoint is no run to continue.
        }

        return null;
    }

    private DataLoader Loader(Deferred<DataLoaderConfig> data, bool replacesSamples = true)
    {
        var loader = new DataLoader(data.Create(_services), Seed, Processes.Rank, Processes.WorldSize) { ReplacesSamples = replacesSamples };
        loader.Skipped += message => _options.Display.Message($"warning: {message}");
        foreach (var warning in DatasetWarnings.Of(loader.Dataset))
        {
            _options.Display.Message($"warning: {warning}");
        }

        return loader;
    }

    /// <summary>What the learning rate is multiplied by.</summary>
    /// <param name="batchSize">Samples of one process between two updates of the weights.</param>
    private double LearningRateFactor(int batchSize)
    {
        if (!_options.AutoScaleLr && Config.AutoScaleLr is not { Enable: true })
        {
            return 1;
        }

        return Config.AutoScaleLr is { } scale
            ? (double)batchSize * Processes.WorldSize / scale.BaseBatchSize
            : throw new BaronException("--auto-scale-lr needs auto_scale_lr.base_batch_size in the config: the batch size that the learning rate was chosen for.");
    }

    private void Initialise(IModel model, string path)
    {
        var report = StateDictLoader.Load(model.AsModule(), path, new StateDictLoadOptions { Strict = false });
        if (report.Loaded.Count == 0)
        {
            throw new BaronException($"load_from: none of its names and shapes fits the model. {report}");
        }

        if (!report.IsComplete)
        {
            _options.Display.Message(report.ToString());
        }
    }

    private List<IHook> Hooks()
    {
        var byRole = new Dictionary<string, IHook>(StringComparer.Ordinal);
        foreach (var (role, hook) in Config.DefaultHooks ?? new Dictionary<string, Deferred<IHook>>())
        {
            byRole.Add(role, hook.Create(_services));
        }

        byRole.TryAdd("timer", new IterTimerHook());
        byRole.TryAdd("logger", new LoggerHook());
        byRole.TryAdd("param_scheduler", new ParamSchedulerHook());
        byRole.TryAdd("checkpoint", new CheckpointHook());
        byRole.TryAdd("loss_guard", new CheckInvalidLossHook());
        var custom = (Config.CustomHooks ?? []).Select(hook => hook.Create(_services)).ToList();
        RequireOnce([.. byRole.Select(pair => ($"default_hooks.{pair.Key}", pair.Value)), .. custom.Select((hook, i) => ($"custom_hooks.{i}", hook))]);
        return [.. byRole.Values, .. custom, .. _options.Hooks];
    }

    /// <summary>Two of these would write one file, or change the learning rate or the weights twice.</summary>
    private void RequireOnce(IReadOnlyList<(string Key, IHook Hook)> hooks)
    {
        foreach (var same in hooks.Where(entry => entry.Hook is LoggerHook or ParamSchedulerHook or EmaHook or MemoryProfilerHook).GroupBy(entry => entry.Hook.GetType()))
        {
            if (same.Count() > 1)
            {
                var keys = same.Select(entry => entry.Key).ToList();
                throw new BaronException($"{Document.FilePath}: a run has one {NameOf(same.Key)}, but the config has {keys.Count}: {string.Join(", ", keys)} (roles that default_hooks leaves out have their usual hook). Change default_hooks instead of adding another one.");
            }
        }

        static string NameOf(Type type) => type == typeof(EmaHook) ? "EMAHook" : type.Name;
    }
}
