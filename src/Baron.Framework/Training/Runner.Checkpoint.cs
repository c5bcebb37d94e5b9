using System.Text.Json.Nodes;
using Baron.Checkpoints;
using Baron.Modeling;
using Baron.Training.Hooks;
using static TorchSharp.torch;

namespace Baron.Training;

/// <content>Saving and resuming.</content>
public sealed partial class Runner
{
    private const string TorchRandom = "torch_random";
    private const string RunStatePrefix = "run/";
    private const string RunRandom = "run";
    private readonly List<MetricRecord> _metricHistory = [];

    /// <summary>The name of a checkpoint of this moment, without extension: <c>iter_500</c> or <c>epoch_3</c>.</summary>
    public string CheckpointName() => ByEpoch && IterationsPerEpoch is { } length && Iteration == Epoch * length
        ? $"epoch_{Epoch}"
        : $"iter_{Iteration}";

    /// <summary>Writes everything that the next iteration depends on into the work directory.</summary>
    /// <param name="name">The file's name without extension.</param>
    /// <param name="isLast">Whether <c>--resume</c> continues from it.</param>
    /// <returns>The file.</returns>
    /// <exception cref="InvalidOperationException">The run has no work directory.</exception>
    /// <exception cref="BaronException">The file cannot be written.</exception>
    /// <exception cref="RunFailedException">A trained weight is no number: such a checkpoint would replace a good one.</exception>
    public string SaveCheckpoint(string name, bool isLast = true)
    {
        var folder = WorkDir ?? throw new InvalidOperationException("The run has no work directory.");
        var path = Path.Combine(folder, name + ".safetensors");
        RequireFiniteWeights(folder);
        if (_parts.Processes.Rank != 0)
        {
            _parts.Processes.Barrier();
            return path;
        }

        Call(hook => hook.BeforeSave(this));
        using (NewDisposeScope())
        using (no_grad())
        {
            var module = Model.AsModule();
            var states = new Dictionary<string, Tensor>(StringComparer.Ordinal) { [TorchRandom] = random.get_rng_state() };
            foreach (var (moduleName, state) in RunStates(module).Concat(HookStates()))
            {
                foreach (var (key, value) in state.SaveRunState())
                {
                    states.Add($"{RunStatePrefix}{moduleName}/{key}", value);
                }
            }

            var checkpoint = new TrainingCheckpoint
            {
                Iteration = Iteration,
                Epoch = Epoch,
                Config = _parts.ConfigText,
                Seed = _parts.Seed,
                Random = SaveRandom(),
                Optimizer = SaveOptimizer(),
                Schedulers = new JsonArray([.. Schedulers.Select(scheduler => new JsonObject { ["position"] = scheduler.Position })]),
                Sampler = new JsonObject { ["position"] = _data?.Position ?? 0 },
                Metrics = _metricHistory.Count == 0 ? new Dictionary<string, double>() : _metricHistory[^1].Metrics.ToDictionary(),
                Extra = SaveExtra(),
                Model = module.state_dict(),
                OptimizerTensors = _parts.OptimWrapper?.StateTensors() ?? new Dictionary<string, Tensor>(),
                StateTensors = states,
            };
            try
            {
                checkpoint.Save(path);
                if (isLast)
                {
                    TrainingCheckpoint.WriteLast(folder, path);
                }
            }
            catch (BaronException e) when (e.InnerException is IOException or UnauthorizedAccessException)
            {
                throw NotSaved(folder, e);
            }
        }

        Call(hook => hook.AfterSave(this));
        _parts.Processes.Barrier();
        return path;
    }

    /// <summary>Whether the work directory has a checkpoint.</summary>
    /// <param name="name">The file's name without extension.</param>
    public bool HasCheckpoint(string name) => WorkDir is not null && File.Exists(Path.Combine(WorkDir, name + ".safetensors"));

    /// <summary>Removes a checkpoint of this run; it is no error when it is gone already.</summary>
    /// <param name="name">The file's name without extension.</param>
    public void DeleteCheckpoint(string name)
    {
        if (WorkDir is null || _parts.Processes.Rank != 0)
        {
            return;
        }

        try
        {
            File.Delete(Path.Combine(WorkDir, name + ".safetensors"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Display.Message($"warning: {name}.safetensors could not be removed: {e.Message}");
        }
    }

    /// <summary>Continues a saved run; to be called before <see cref="Train"/>.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <exception cref="BaronException">It is no checkpoint of a run, or of another model, optimiser or schedule.</exception>
    public void Resume(string path)
    {
        Prepare();
        using var saved = TrainingCheckpoint.Load(path);
        StateDictLoader.Load(Model.AsModule(), path);
        if (saved.Iteration > TotalIterations)
        {
            throw new BaronException($"{path} has {saved.Iteration} iterations, more than this run's {TotalIterations}; raise train_cfg.max_iters or train_cfg.max_epochs.");
        }

        if (saved.Schedulers.Count != Schedulers.Count)
        {
            throw new BaronException($"{path} was saved with {saved.Schedulers.Count} entries of param_scheduler, the config has {Schedulers.Count}; resume with the config of the saved run.");
        }

        Iteration = checked((int)saved.Iteration);
        Epoch = saved.Epoch;
        try
        {
            for (var i = 0; i < Schedulers.Count; i++)
            {
                Schedulers[i].Restore(saved.Schedulers[i]!["position"]!.GetValue<int>());
            }

            LoadOptimizer(path, saved.Optimizer);
            Wrapper.LoadStateTensors(saved.OptimizerTensors);
            _data!.Seek(saved.Sampler["position"]!.GetValue<long>());
            LoadExtra(saved.Extra);
            LoadRandom(saved.Random);
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new BaronException($"{path} cannot be resumed from: its state is not complete ({e.Message}).", e);
        }

        foreach (var (moduleName, state) in RunStates(Model.AsModule()).Concat(HookStates()))
        {
            var prefix = $"{RunStatePrefix}{moduleName}/";
            var own = saved.StateTensors
                .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
            state.LoadRunState(own);
        }

        // Last, because nothing that was restored before may draw from it.
        if (saved.StateTensors.TryGetValue(TorchRandom, out var generator))
        {
            random.set_rng_state(generator);
        }
    }

    private static IEnumerable<(string Name, IRunState State)> RunStates(nn.Module model)
    {
        if (model is IRunState own)
        {
            yield return (string.Empty, own);
        }

        foreach (var (name, module) in model.named_modules())
        {
            if (name.Length > 0 && module is IRunState state)
            {
                yield return (name, state);
            }
        }
    }

    private static RunFailedException NotSaved(string folder, BaronException cause)
    {
        var last = LastIn(folder);
        return new RunFailedException(
            $"{cause.Message.TrimEnd('.')}. {(last is null ? "No checkpoint was saved before." : $"The last checkpoint is whole: {last}. Make room and continue with --resume.")}",
            cause);
    }

    private static string? LastIn(string folder)
    {
        try
        {
            return TrainingCheckpoint.FindLast(folder);
        }
        catch (Exception e) when (e is BaronException or IOException or UnauthorizedAccessException)
        {
            // It is asked for after a failure, which is the one worth reporting.
            return null;
        }
    }

    private void RequireFiniteWeights(string folder)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var trained = Model.AsModule().named_parameters().Where(pair => pair.parameter.requires_grad).ToList();
        if (trained.Count == 0)
        {
            return;
        }

        // One transfer from an accelerator for all of them.
        using var finite = stack(trained.Select(pair => pair.parameter.isfinite().all())).cpu();
        var flags = finite.data<bool>().ToArray();
        var ruined = trained.Where((_, i) => !flags[i]).Select(pair => pair.name).ToList();
        if (ruined.Count > 0)
        {
            throw new RunFailedException(
                $"{ruined.Count} of {trained.Count} trained weights are no numbers at iteration {Iteration} ({string.Join(", ", ruined.Take(3))}{(ruined.Count > 3 ? ", .." : string.Empty)}), so no checkpoint is saved. "
                + $"{(LastIn(folder) is { } last ? $"The last checkpoint is whole: {last}. " : string.Empty)}Lower the learning rate or clip gradients.");
        }
    }

    private IEnumerable<(string Name, IRunState State)> HookStates()
    {
        foreach (var (name, hook) in Named(_hooks.OfType<IRunState>()))
        {
            yield return ("hooks/" + name, hook);
        }
    }

    private Dictionary<string, ulong[]> SaveRandom()
    {
        var states = new Dictionary<string, ulong[]>(StringComparer.Ordinal) { [RunRandom] = _parts.Random.SaveState() };
        if (_parts.Random is StreamedRandomSource streamed)
        {
            foreach (var (name, state) in streamed.SaveStreams())
            {
                states.Add($"{RunRandom}/{name}", state);
            }
        }

        return states;
    }

    private void LoadRandom(IReadOnlyDictionary<string, ulong[]> states)
    {
        if (states.TryGetValue(RunRandom, out var words))
        {
            _parts.Random.RestoreState(words);
        }

        if (_parts.Random is StreamedRandomSource streamed)
        {
            var prefix = RunRandom + "/";
            streamed.RestoreStreams(states
                .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal));
        }
    }

    private JsonObject SaveOptimizer()
    {
        if (_parts.OptimWrapper is null)
        {
            return [];
        }

        var groups = new JsonArray();
        foreach (var group in Optimizer.Groups)
        {
            groups.Add(new JsonObject { ["lr"] = group.LearningRate, ["weight_decay"] = group.WeightDecay });
        }

        return new JsonObject { ["groups"] = groups };
    }

    private void LoadOptimizer(string path, JsonObject state)
    {
        var groups = state["groups"]!.AsArray();
        if (groups.Count != Optimizer.Groups.Count)
        {
            throw new BaronException($"{path} was saved with {groups.Count} parameter groups, the config makes {Optimizer.Groups.Count}; resume with the config of the saved run.");
        }

        for (var i = 0; i < groups.Count; i++)
        {
            Optimizer.Groups[i].LearningRate = groups[i]!["lr"]!.GetValue<double>();
            Optimizer.Groups[i].WeightDecay = groups[i]!["weight_decay"]!.GetValue<double>();
        }
    }

    private JsonObject SaveExtra()
    {
        var history = new JsonArray();
        foreach (var record in _metricHistory)
        {
            var metrics = new JsonObject();
            foreach (var (name, value) in record.Metrics)
            {
                metrics[name] = double.IsFinite(value) ? JsonValue.Create(value) : null;
            }

            history.Add(new JsonObject { ["iter"] = record.Iteration, ["epoch"] = record.Epoch, ["metrics"] = metrics });
        }

        var hooks = new JsonObject();
        foreach (var (name, hook) in StatefulHooks())
        {
            hooks[name] = hook.SaveState();
        }

        return new JsonObject
        {
            ["history"] = history,
            ["hooks"] = hooks,
            ["train_seconds"] = TrainSeconds,
            ["class_names"] = new JsonArray([.. _parts.ClassNames.Select(name => JsonValue.Create(name))]),
        };
    }

    private void LoadExtra(JsonObject extra)
    {
        _metricHistory.Clear();
        foreach (var record in extra["history"]?.AsArray() ?? [])
        {
            var metrics = record!["metrics"]!.AsObject()
                .Select(pair => new KeyValuePair<string, double>(pair.Key, pair.Value?.GetValue<double>() ?? double.NaN))
                .ToList();
            _metricHistory.Add(new MetricRecord(record["iter"]!.GetValue<int>(), record["epoch"]!.GetValue<int>(), metrics));
        }

        TrainSeconds = extra["train_seconds"]?.GetValue<double>() ?? 0;
        foreach (var (name, hook) in StatefulHooks())
        {
            if (extra["hooks"]?[name] is JsonObject state)
            {
                hook.LoadState(state);
            }
        }
    }

    private IEnumerable<(string Name, IStatefulHook Hook)> StatefulHooks() => Named(_hooks.OfType<IStatefulHook>());

    // Hooks of one type are told apart by their number.
    private static IEnumerable<(string Name, T Hook)> Named<T>(IEnumerable<T> hooks)
        where T : notnull
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var hook in hooks)
        {
            var type = hook.GetType().FullName!;
            var count = counts[type] = counts.GetValueOrDefault(type) + 1;
            yield return (count == 1 ? type : $"{type}#{count}", hook);
        }
    }
}
