using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Training.Hooks;

/// <summary>Writes <c>log.jsonl</c> and TensorBoard events: averages of losses and times over the iterations since the last line, and metrics.</summary>
[Component("LoggerHook")]
public sealed class LoggerHook : IStatefulHook, IDisposable
{
    private readonly int _interval;
    private readonly bool _tensorboard;
    private readonly List<KeyValuePair<string, double>> _sums = [];
    private JsonLinesLog? _log;
    private TensorBoardLog? _events;
    private int _count;
    private int _normCount;
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
            // A validation that the checkpoint knows nothing of will be done again.
            _log = new JsonLinesLog(
                Path.Combine(folder, "log.jsonl"),
                runner.Iteration,
                line => (string?)line["mode"] != "val" || runner.MetricHistory.Any(record => record.Iteration == (int?)line["iter"]));
            _events = _tensorboard ? new TensorBoardLog(Path.Combine(folder, "tf_logs"), runner.Iteration + 1) : null;
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

        if (_normCount > 0)
        {
            line["grad_norm"] = JsonLinesLog.Number(_norm / _normCount);
        }

        if (runner.OptimWrapper?.LossScale is { } scale)
        {
            line["loss_scale"] = JsonLinesLog.Number(scale);
        }

        line["time"] = JsonLinesLog.Number(_seconds / _count);
        line["data_time"] = JsonLinesLog.Number(_dataSeconds / _count);
        line["memory"] = MemoryUsage.Of(runner.Device).ForLog >> 20;
        _log?.Write(line);
        _events?.Write(step.Iteration, [.. values.Select(pair => KeyValuePair.Create("train/" + pair.Key, pair.Value)), new("train/lr", step.LearningRate), new("train/time", _seconds / _count)]);
        runner.Display.Logged(runner.ProgressOf(step, _seconds / _count, [new("lr", step.LearningRate), .. values]));
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
        var inTables = runner.ClassTables.SelectMany(table => table.Rows).SelectMany(row => row.Values).Select(value => value.Key).ToHashSet(StringComparer.Ordinal);
        var overall = metrics.Where(pair => !inTables.Contains(pair.Key)).ToList();
        var shown = overall.Where(pair => pair.Key.EndsWith("mAP", StringComparison.Ordinal) || pair.Key.EndsWith("mAP_50", StringComparison.Ordinal)).ToList();
        var text = string.Join("  ", (shown.Count > 0 ? shown : overall).Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value:F4}")));
        runner.Display.Message($"val at iteration {runner.Iteration}: {text}");
        foreach (var table in runner.ClassTables)
        {
            runner.Display.Message(table.ToString().TrimEnd());
        }
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

    /// <inheritdoc/>
    public JsonObject SaveState()
    {
        // Exact, and JSON has no infinities: the sums go on as if the run had not stopped.
        static JsonNode Exact(double value) => JsonValue.Create(value.ToString("R", CultureInfo.InvariantCulture));
        var sums = new JsonObject();
        foreach (var (name, value) in _sums)
        {
            sums[name] = Exact(value);
        }

        return new JsonObject
        {
            ["count"] = _count,
            ["norm_count"] = _normCount,
            ["loss"] = Exact(_loss),
            ["norm"] = Exact(_norm),
            ["seconds"] = Exact(_seconds),
            ["data_seconds"] = Exact(_dataSeconds),
            ["sums"] = sums,
        };
    }

    /// <inheritdoc/>
    public void LoadState(JsonObject state)
    {
        static double Read(JsonNode? value) => double.Parse(value!.GetValue<string>(), CultureInfo.InvariantCulture);
        Clear();
        (_count, _normCount) = (state["count"]!.GetValue<int>(), state["norm_count"]!.GetValue<int>());
        (_loss, _norm, _seconds, _dataSeconds) = (Read(state["loss"]), Read(state["norm"]), Read(state["seconds"]), Read(state["data_seconds"]));
        _sums.AddRange(state["sums"]!.AsObject().Select(pair => new KeyValuePair<string, double>(pair.Key, Read(pair.Value))));
    }

    private void Add(TrainStep step)
    {
        _count++;
        _loss += step.Loss;
        _norm += step.GradientNorm ?? 0;
        _normCount += step.GradientNorm is null ? 0 : 1;
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
        (_count, _normCount) = (0, 0);
        (_loss, _norm, _seconds, _dataSeconds) = (0, 0, 0, 0);
    }
}
