using System.Diagnostics;
using System.Text.Json.Nodes;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Training.Hooks;

/// <summary>Writes <c>log.jsonl</c> and TensorBoard events: averages of losses and times over the iterations since the last line, and metrics.</summary>
[Component("LoggerHook")]
public sealed class LoggerHook : IHook, IDisposable
{
    private readonly int _interval;
    private readonly bool _tensorboard;
    private readonly List<KeyValuePair<string, double>> _sums = [];
    private JsonLinesLog? _log;
    private TensorBoardLog? _events;
    private int _count;
    private double _loss;
    private double _norm;
    private double _seconds;
    private double _dataSeconds;

    /// <summary>Creates the hook.</summary>
    /// <param name="interval">Iterations between lines.</param>
    /// <param name="tensorboard">Whether TensorBoard events are written too, to <c>tf_logs</c> in the work directory.</param>
    /// <exception cref="BaronException">The interval is below 1.</exception>
    public LoggerHook(int interval = 10, bool tensorboard = true)
    {
        if (interval < 1)
        {
            throw new BaronException($"interval is {interval}; it must be at least 1.");
        }

        _interval = interval;
        _tensorboard = tensorboard;
    }

    /// <inheritdoc/>
    public int Priority => 60;

    /// <inheritdoc/>
    public void BeforeTrain(Runner runner)
    {
        if (runner.WorkDir is { } folder)
        {
            _log = new JsonLinesLog(Path.Combine(folder, "log.jsonl"), runner.Iteration);
            _events = _tensorboard ? new TensorBoardLog(Path.Combine(folder, "tf_logs")) : null;
        }
    }

    /// <inheritdoc/>
    public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step)
    {
        Add(step);
        if (step.Iteration % _interval != 0 && step.Iteration != runner.TotalIterations)
        {
            return;
        }

        var values = new List<KeyValuePair<string, double>> { new("loss", _loss / _count) };
        values.AddRange(_sums.Select(pair => new KeyValuePair<string, double>(pair.Key, pair.Value / _count)));
        var line = new JsonObject { ["mode"] = "train", ["iter"] = step.Iteration };
        if (runner.ByEpoch)
        {
            line["epoch"] = runner.Epoch + 1;
        }

        line["lr"] = JsonLinesLog.Number(step.LearningRate);
        foreach (var (name, value) in values)
        {
            line[name] = JsonLinesLog.Number(value);
        }

        if (step.GradientNorm is not null)
        {
            line["grad_norm"] = JsonLinesLog.Number(_norm / _count);
        }

        line["time"] = JsonLinesLog.Number(_seconds / _count);
        line["data_time"] = JsonLinesLog.Number(_dataSeconds / _count);
        line["memory"] = Memory();
        _log?.Write(line);
        _events?.Write(step.Iteration, [.. values.Select(pair => KeyValuePair.Create("train/" + pair.Key, pair.Value)), new("train/lr", step.LearningRate), new("train/time", _seconds / _count)]);
        runner.Display.Logged(new RunProgress("train", step.Iteration, runner.TotalIterations, _seconds / _count, [new("lr", step.LearningRate), .. values]));
        Clear();
    }

    /// <inheritdoc/>
    public void AfterEvaluation(Runner runner, EvaluationMode mode, IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
        if (mode != EvaluationMode.Validation)
        {
            return;
        }

        var line = new JsonObject { ["mode"] = "val", ["iter"] = runner.Iteration };
        if (runner.ByEpoch)
        {
            line["epoch"] = runner.Epoch;
        }

        foreach (var (name, value) in metrics)
        {
            line[name] = JsonLinesLog.Number(value);
        }

        _log?.Write(line);
        _events?.Write(runner.Iteration, metrics.Select(pair => KeyValuePair.Create("val/" + pair.Key, pair.Value)));
        var shown = metrics.Where(pair => pair.Key.EndsWith("_mAP", StringComparison.Ordinal) || pair.Key.EndsWith("_mAP_50", StringComparison.Ordinal)).ToList();
        var text = string.Join("  ", (shown.Count > 0 ? shown : metrics).Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value:F4}")));
        runner.Display.Message($"val at iteration {runner.Iteration}: {text}");
    }

    /// <inheritdoc/>
    public void AfterRun(Runner runner) => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _log?.Dispose();
        _log = null;
        _events?.Dispose();
        _events = null;
    }

    // Resident memory in MiB. What the accelerator holds is not to be had from TorchSharp.
    private static long Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 >> 20;
    }

    private void Add(TrainStep step)
    {
        _count++;
        _loss += step.Loss;
        _norm += step.GradientNorm ?? 0;
        _seconds += step.Seconds;
        _dataSeconds += step.DataSeconds;
        foreach (var (name, value) in step.Values)
        {
            var index = _sums.FindIndex(pair => pair.Key == name);
            if (index < 0)
            {
                _sums.Add(new(name, value));
            }
            else
            {
                _sums[index] = new(name, _sums[index].Value + value);
            }
        }
    }

    private void Clear()
    {
        _sums.Clear();
        _count = 0;
        (_loss, _norm, _seconds, _dataSeconds) = (0, 0, 0, 0);
    }
}
