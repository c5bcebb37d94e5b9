using System.Collections.Concurrent;
using System.Diagnostics;
using Baron.Data;
using Baron.Evaluation;
using Baron.Modeling;
using Baron.Structures;
using Baron.Training.Hooks;
using Baron.Training.Optimizers;
using Baron.Visualization;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Training;

/// <summary>
/// A run: it owns the iteration, calls the hooks, and saves and restores everything that the next iteration depends on. What
/// happens when is decided by the loop (<see cref="Loops.ITrainLoop"/>); everything else is a hook.
/// </summary>
public sealed partial class Runner : IDisposable
{
    private readonly RunnerParts _parts;
    private readonly List<IHook> _hooks;
    private readonly CancellationTokenSource _stop = new();
    private IBatchSource? _data;
    private Evaluator? _validation;
    private Evaluator? _test;
    private bool _prepared;
    private SideWorker? _side;
    private double _secondsEach;

    /// <summary>Creates a run; the model moves to its device.</summary>
    /// <param name="parts">What the run is made of.</param>
    public Runner(RunnerParts parts)
    {
        _parts = parts;
        _hooks = [.. parts.Hooks.OrderBy(hook => hook.Priority)];
        Model = parts.Model;
        Model.AsModule().to(parts.Device);
    }

    /// <summary>What is trained or tested.</summary>
    public IModel Model { get; }

    /// <summary>The device.</summary>
    public Device Device => _parts.Device;

    /// <summary>The folder of logs and checkpoints, or <c>null</c>.</summary>
    public string? WorkDir => _parts.WorkDir;

    /// <summary>Where the run shows what it does.</summary>
    public IRunDisplay Display => _parts.Display;

    /// <summary>The hooks in the order they are called.</summary>
    public IReadOnlyList<IHook> Hooks => _hooks;

    /// <summary>The schedules of the learning rate.</summary>
    public IReadOnlyList<Schedules.IParamScheduler> Schedulers => _parts.Schedulers;

    /// <summary>The optimiser.</summary>
    /// <exception cref="InvalidOperationException">The run does not train.</exception>
    public Optimizer Optimizer => Wrapper.Optimizer;

    /// <summary>What turns losses into updates, or <c>null</c> where the run does not train.</summary>
    public IOptimWrapper? OptimWrapper => _parts.OptimWrapper;

    /// <summary>Iterations done.</summary>
    public int Iteration { get; private set; }

    /// <summary>Epochs done, in a loop by epochs.</summary>
    public int Epoch { get; private set; }

    /// <summary>Iterations of the whole training.</summary>
    public int TotalIterations { get; private set; }

    /// <summary>Iterations in an epoch, or <c>null</c> when epochs have no end.</summary>
    public int? IterationsPerEpoch { get; private set; }

    /// <summary>Whether the loop counts epochs.</summary>
    public bool ByEpoch => _parts.TrainLoop?.ByEpoch ?? false;

    /// <summary>Whether there is something to validate with.</summary>
    public bool HasValidation => _parts.Validation is not null;

    /// <summary>The names of the metrics that a validation gives; empty where there is none or they are not known before.</summary>
    public IReadOnlyList<string> ValidationMetrics => HasValidation ? Validation.MetricNames : [];

    private Evaluator Validation => _validation ??= _parts.Validation?.Invoke() ?? throw new InvalidOperationException("The run has no validation.");

    /// <summary>Recent seconds of an iteration, smoothed.</summary>
    public double SecondsEach => _secondsEach;

    /// <summary>Wall seconds of the iteration loop so far, without evaluations; those before the checkpoint of a resumed run included.</summary>
    public double TrainSeconds { get; private set; }

    /// <summary>Every evaluation of this run, resumed parts included: iteration and metrics.</summary>
    public IReadOnlyList<MetricRecord> MetricHistory => _metricHistory;

    /// <summary>The classes of the dataset that is or was last evaluated, or <c>null</c> before.</summary>
    public DatasetInfo? EvaluatedClasses { get; private set; }

    /// <summary>Tables by class of the last evaluation, for metrics that were asked for them.</summary>
    public IReadOnlyList<ClassTable> ClassTables { get; private set; } = [];

    /// <summary>How pictures are drawn, or <c>null</c> for the usual way.</summary>
    public IVisualizer? Visualizer => _parts.Visualizer;

    /// <summary>Asks the run to save a checkpoint after the current iteration and to stop; may be called from any thread.</summary>
    public void RequestStop() => _stop.Cancel();

    /// <summary>Whether a hook asked for the training to end; loops look at it before each iteration.</summary>
    public bool EndRequested { get; private set; }

    /// <summary>Whether the model was validated as it is now.</summary>
    public bool IsValidated => _metricHistory.Count > 0 && _metricHistory[^1].Iteration == Iteration;

    /// <summary>Asks the training to end as if this iteration were its last: hooks do what they do at the end, the exit code is 0.</summary>
    /// <param name="reason">Why, for the display.</param>
    public void EndTraining(string reason)
    {
        if (!EndRequested)
        {
            EndRequested = true;
            Display.Message(reason);
        }
    }

    /// <summary>Trains to the end of the loop.</summary>
    /// <exception cref="RunInterruptedException"><see cref="RequestStop"/> was called.</exception>
    /// <exception cref="RunFailedException">Training went wrong.</exception>
    public void Train()
    {
        Prepare();
        var loop = _parts.TrainLoop!;
        try
        {
            Call(hook => hook.BeforeRun(this));
            Call(hook => hook.BeforeTrain(this));
            Model.AsModule().train();
            Wrapper.Expect(TotalIterations - Iteration);
            loop.Run(this);
            Call(hook => hook.AfterTrain(this));
        }
        finally
        {
            Display.Finish("train");
            Call(hook => hook.AfterRun(this));
            _data?.Dispose();
            _data = null;
        }
    }

    /// <summary>One iteration: data, losses, update, hooks. For loops.</summary>
    /// <exception cref="RunInterruptedException"><see cref="RequestStop"/> was called.</exception>
    public void RunIteration()
    {
        ThrowIfStopped();
        var started = Stopwatch.GetTimestamp();
        using (var batch = _data!.Next())
        {
            var dataSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Call(hook => hook.BeforeIteration(this, batch));
            var learningRate = Optimizer.Groups[0].LearningRate;
            List<KeyValuePair<string, double>> values;
            double total;
            try
            {
                using var scope = NewDisposeScope();
                (total, values) = Model is IBranchedModel branched ? DifferentiateParts(branched, batch) : Sum([Differentiate(() => Model.Loss(batch))]);
                Wrapper.Step();
            }
            catch (Exception e) when (MemoryShortage.Is(e))
            {
                throw MemoryShortage.Explain(this, batch, e);
            }

            Iteration++;
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            _secondsEach = _secondsEach == 0 ? seconds : (0.95 * _secondsEach) + (0.05 * seconds);
            var step = new TrainStep(Iteration, learningRate, total, values, Wrapper.GradientNorm, seconds, dataSeconds);
            Call(hook => hook.AfterIteration(this, batch, step));
        }

        TrainSeconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Tells the hooks that an epoch begins. For loops.</summary>
    public void BeginEpoch() => Call(hook => hook.BeforeEpoch(this));

    /// <summary>Counts an epoch and tells the hooks. For loops.</summary>
    public void EndEpoch()
    {
        Epoch++;
        Call(hook => hook.AfterEpoch(this));
    }

    /// <summary>Where a training is, for its display.</summary>
    /// <param name="step">The iteration that was just done.</param>
    /// <param name="secondsEach">Seconds of an iteration.</param>
    /// <param name="values">Numbers to show, the most important first.</param>
    public RunProgress ProgressOf(TrainStep step, double secondsEach, IReadOnlyList<KeyValuePair<string, double>> values) =>
        new("train", step.Iteration, TotalIterations, secondsEach, values)
        {
            Epoch = ByEpoch && IterationsPerEpoch is { } each ? $"epoch {((step.Iteration - 1) / each) + 1} of {_parts.TrainLoop!.TotalEpochs}" : null,
        };

    /// <summary>Validates the model as it is now.</summary>
    /// <returns>The metrics.</returns>
    /// <exception cref="InvalidOperationException">The run has no validation.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Validate() => Evaluate(Validation, EvaluationMode.Validation);

    /// <summary>Tests the model.</summary>
    /// <returns>The metrics.</returns>
    /// <exception cref="InvalidOperationException">The run has no test.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Test()
    {
        _test ??= _parts.Test?.Invoke() ?? throw new InvalidOperationException("The run has no test.");
        try
        {
            Call(hook => hook.BeforeRun(this));
            return Evaluate(_test, EvaluationMode.Test);
        }
        finally
        {
            Call(hook => hook.AfterRun(this));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _data?.Dispose();
        _side?.Dispose();
        _parts.OptimWrapper?.Dispose();
        _stop.Dispose();
    }

    private PartResult Differentiate(Func<LossCollection> compute, bool separately = false)
    {
        using var scope = NewDisposeScope();
        LossCollection losses;
        using (Wrapper.Autocasting())
        {
            losses = compute();
        }

        var sum = losses.Total();
        IReadOnlyList<Tensor?>? gradients = null;
        if (separately)
        {
            gradients = Wrapper.Gradients(sum);
        }
        else
        {
            Wrapper.Backward(sum);
        }

        var (total, values) = Read(sum, losses);
        return new PartResult(total, values, gradients);
    }

    /// <summary>
    /// Computes and differentiates independent parts, on a thread of its own and here, whoever is free. The numbers are the same as
    /// one after the other: each part has its own stream of random numbers, and gradients are summed in the order of the parts.
    /// </summary>
    private (double Total, List<KeyValuePair<string, double>> Values) DifferentiateParts(IBranchedModel model, SampleBatch batch)
    {
        var results = new List<PartResult>();
        if (_side is null)
        {
            results.AddRange(Parts(model, batch).Select(part => Differentiate(part, 0)));
            return Sum(results);
        }

        using var waiting = new BlockingCollection<(int Index, LossPart Part)>();
        var done = new ConcurrentDictionary<int, PartResult>();
        var aside = _side.Run(Work);
        try
        {
            try
            {
                var count = 0;
                foreach (var part in Parts(model, batch))
                {
                    waiting.Add((count++, part));
                }
            }
            finally
            {
                waiting.CompleteAdding();
            }

            Work();
        }
        finally
        {
            // The batch must not be disposed under a thread that still works on it.
            aside.ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        }

        aside.GetAwaiter().GetResult();
        results.AddRange(done.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        foreach (var result in results)
        {
            if (result.Gradients is { } gradients)
            {
                Wrapper.Add(gradients);
            }
        }

        return Sum(results);

        void Work()
        {
            foreach (var (index, part) in waiting.GetConsumingEnumerable())
            {
                done[index] = Differentiate(part, index);
            }
        }
    }

    // What parts share is computed while they are enumerated.
    private IEnumerable<LossPart> Parts(IBranchedModel model, SampleBatch batch)
    {
        using var parts = model.LossParts(batch).GetEnumerator();
        while (true)
        {
            using (Wrapper.Autocasting())
            {
                if (!parts.MoveNext())
                {
                    yield break;
                }
            }

            yield return parts.Current;
        }
    }

    private PartResult Differentiate(LossPart part, int index)
    {
        using var stream = StreamedRandomSource.Enter(part.Name);

        // It does not matter which of two gradients comes first, but it does of three (or two and those of iterations before).
        return Differentiate(part.Compute, separately: _side is not null && index > (Wrapper.AccumulativeCounts > 1 ? 0 : 1));
    }

    private static (double Total, List<KeyValuePair<string, double>> Values) Sum(List<PartResult> results) =>
        (results.Sum(result => result.Total), results.SelectMany(result => result.Values).ToList());

    private IOptimWrapper Wrapper => _parts.OptimWrapper ?? throw new InvalidOperationException("The run does not train.");

    private static (double Total, List<KeyValuePair<string, double>> Values) Read(Tensor sum, LossCollection losses)
    {
        var terms = losses.ToList();
        if (sum.device_type == DeviceType.CPU)
        {
            return (Scalar(sum), terms.Select(term => new KeyValuePair<string, double>(term.Name, Scalar(term.Value))).ToList());
        }

        // One transfer from the accelerator for all of them.
        var numbers = stack(terms.Select(term => term.Value.detach().reshape([]).to(ScalarType.Float32).to(sum.device)).Prepend(sum.detach().reshape([]).to(ScalarType.Float32)))
            .cpu().data<float>().ToArray();
        return (numbers[0], terms.Select((term, i) => new KeyValuePair<string, double>(term.Name, numbers[i + 1])).ToList());
    }

    private static double Scalar(Tensor value) => value.dtype == ScalarType.Float32
        ? value.item<float>()
        : value.to(ScalarType.Float64).item<double>();

    /// <summary>Opens the data and prepares optimiser and schedules, so that the length of the run is known; done at most once.</summary>
    /// <exception cref="BaronException">Data, loop or optimiser are missing or do not go together.</exception>
    public void Prepare()
    {
        if (_prepared)
        {
            return;
        }

        if (_parts is not { TrainData: { } data, TrainLoop: { } loop, OptimWrapper: { } wrapper })
        {
            throw new BaronException("The config has no complete training: it needs train_dataloader, optim_wrapper and train_cfg.");
        }

        _data = data();
        IterationsPerEpoch = _data.BatchesPerEpoch;
        TotalIterations = loop.TotalIterations(IterationsPerEpoch);
        wrapper.Attach(Model.AsModule(), _parts.LearningRateFactor);
        foreach (var scheduler in _parts.Schedulers)
        {
            var total = scheduler.ByEpoch
                ? loop.TotalEpochs ?? throw new BaronException("param_scheduler: by_epoch = true needs a training loop by epochs; set by_epoch = false.")
                : TotalIterations;
            scheduler.Attach(wrapper.Optimizer.Groups, IterationsPerEpoch, total);
        }

        if (_parts.ParallelBranches && wrapper.HandsOutGradients && Model is IBranchedModel && Device.type == DeviceType.CPU)
        {
            _side = new SideWorker(get_num_threads());
        }

        Call(hook => hook.Check(this));
        _prepared = true;
    }

    private IReadOnlyList<KeyValuePair<string, double>> Evaluate(Evaluator evaluator, EvaluationMode mode)
    {
        if (Model is not IDetector detector)
        {
            throw new BaronException($"{Model.AsModule().GetName()} is not a detector, so it cannot be evaluated; leave val_dataloader and test_dataloader out.");
        }

        EvaluatedClasses = evaluator.Info;
        var phase = mode == EvaluationMode.Validation ? "val" : "test";
        try
        {
            Call(hook => hook.BeforeEvaluation(this, mode));
            var metrics = evaluator.Run(
                detector,
                (index, sample, detections) => Call(hook => hook.AfterImage(this, mode, index, sample, detections)),
                (done, seconds) => Display.Progress(new RunProgress(phase, done, evaluator.Count, seconds, [])),
                _stop.Token);
            ClassTables = evaluator.ClassTables;
            if (mode == EvaluationMode.Validation)
            {
                _metricHistory.Add(new MetricRecord(Iteration, Epoch, metrics));
            }

            Call(hook => hook.AfterEvaluation(this, mode, metrics));
            return metrics;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            if (mode == EvaluationMode.Test)
            {
                throw new RunInterruptedException(null);
            }

            ThrowIfStopped();
            throw;
        }
        finally
        {
            Display.Finish(phase);
        }
    }

    private void ThrowIfStopped()
    {
        if (_stop.IsCancellationRequested)
        {
            var saved = WorkDir is not null && Iteration > 0 ? SaveCheckpoint(CheckpointName()) : null;
            throw new RunInterruptedException(saved);
        }
    }

    private void Call(Action<IHook> point)
    {
        foreach (var hook in _hooks)
        {
            point(hook);
        }
    }

    private sealed record PartResult(double Total, List<KeyValuePair<string, double>> Values, IReadOnlyList<Tensor?>? Gradients);
}
