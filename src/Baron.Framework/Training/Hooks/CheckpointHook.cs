using System.Text.Json.Nodes;
using Baron.Configuration;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Training.Hooks;

/// <summary>Saves checkpoints: at intervals, at the end, and the best by a metric.</summary>
[Component("CheckpointHook")]
public sealed class CheckpointHook : IStatefulHook
{
    private readonly int _interval;
    private readonly bool _byEpoch;
    private readonly int _maxKeep;
    private readonly bool _saveLast;
    private readonly string? _saveBest;
    private readonly string? _rule;
    private readonly List<string> _kept = [];
    private readonly List<string> _dropped = [];
    private int _lastSaved = -1;
    private double? _bestValue;
    private string? _bestFile;
    private string? _bestKey;

    /// <summary>Creates the hook.</summary>
    /// <param name="interval">Epochs or iterations between checkpoints; -1: none but the last.</param>
    /// <param name="byEpoch">Whether the interval counts epochs; in a loop by iterations it always counts iterations.</param>
    /// <param name="maxKeepCkpts">Checkpoints kept, the newest; -1: all.</param>
    /// <param name="saveLast">Whether one is saved at the end of the run.</param>
    /// <param name="saveBest">The metric whose best model is kept as <c>best_*</c>; <c>auto</c>: the first metric.</param>
    /// <param name="rule"><c>greater</c> or <c>less</c> is better; by the metric's name when absent.</param>
    /// <exception cref="BaronException">A value is out of range.</exception>
    public CheckpointHook(
        int interval = -1,
        bool byEpoch = true,
        int maxKeepCkpts = -1,
        bool saveLast = true,
        string? saveBest = null,
        string? rule = null)
    {
        if (interval is 0 or < -1 || maxKeepCkpts is 0 or < -1)
        {
            throw new BaronException($"interval is {interval} and max_keep_ckpts {maxKeepCkpts}; each is at least 1, or -1.");
        }

        if (rule is not (null or "greater" or "less"))
        {
            throw new BaronException($"rule is '{rule}'; it is 'greater' or 'less'.");
        }

        _interval = interval;
        _byEpoch = byEpoch;
        _maxKeep = maxKeepCkpts;
        _saveLast = saveLast;
        _saveBest = saveBest;
        _rule = rule;
    }

    /// <inheritdoc/>
    public int Priority => 90;

    /// <inheritdoc/>
    public void Check(Runner runner)
    {
        if (_saveBest is not (null or "auto") && runner.ValidationMetrics is { Count: > 0 } names && !names.Contains(_saveBest))
        {
            throw new BaronException($"CheckpointHook: save_best is '{_saveBest}', which no metric is called; {NearestName.OneOf(_saveBest, names)}.");
        }
    }

    /// <inheritdoc/>
    public void BeforeTrain(Runner runner)
    {
        // Files that the run had given up when it was ended.
        _dropped.ForEach(runner.DeleteCheckpoint);
        _dropped.Clear();

        // A run that was interrupted saved a checkpoint that no interval asked for; continued, it is one of those to be kept or not.
        var name = runner.CheckpointName();
        if (_maxKeep > 0 && runner.Iteration > 0 && !_kept.Contains(name) && runner.HasCheckpoint(name))
        {
            _kept.Add(name);
        }
    }

    /// <inheritdoc/>
    public void AfterTrain(Runner runner)
    {
        if (_saveLast && runner.EndRequested && _lastSaved != runner.Iteration)
        {
            Save(runner);
        }
    }

    /// <inheritdoc/>
    public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step)
    {
        // Weights after a loss that is no number are ruined: the last good checkpoint stays the last.
        if ((_byEpoch && runner.ByEpoch) || !double.IsFinite(step.Loss))
        {
            return;
        }

        if ((_interval > 0 && step.Iteration % _interval == 0) || (_saveLast && step.Iteration == runner.TotalIterations))
        {
            Save(runner);
        }
    }

    /// <inheritdoc/>
    public void AfterEpoch(Runner runner)
    {
        if (!_byEpoch)
        {
            return;
        }

        if ((_interval > 0 && runner.Epoch % _interval == 0) || (_saveLast && runner.Iteration == runner.TotalIterations))
        {
            Save(runner);
        }
    }

    /// <inheritdoc/>
    public void AfterEvaluation(Runner runner, EvaluationMode mode, IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
        if (mode != EvaluationMode.Validation || _saveBest is null || runner.WorkDir is null || metrics.Count == 0)
        {
            return;
        }

        _bestKey ??= _saveBest == "auto" ? metrics[0].Key : _saveBest;
        var index = metrics.ToList().FindIndex(pair => pair.Key == _bestKey);
        if (index < 0)
        {
            throw new BaronException($"CheckpointHook: save_best is '{_saveBest}', which no metric is called; {NearestName.OneOf(_saveBest, [.. metrics.Select(pair => pair.Key)])}.");
        }

        var value = metrics[index].Value;
        var greater = _rule is null ? !_bestKey.Contains("loss", StringComparison.OrdinalIgnoreCase) : _rule == "greater";
        if (double.IsNaN(value) || (_bestValue is { } best && !(greater ? value > best : value < best)))
        {
            return;
        }

        var old = _bestFile;
        _bestValue = value;
        _bestFile = $"best_{_bestKey.Replace('/', '_')}_{runner.CheckpointName()}";
        runner.SaveCheckpoint(_bestFile, isLast: false);
        if (old is not null && old != _bestFile)
        {
            runner.DeleteCheckpoint(old);
        }
    }

    /// <inheritdoc/>
    public JsonObject SaveState()
    {
        var state = new JsonObject
        {
            ["kept"] = new JsonArray([.. _kept.Select(name => JsonValue.Create(name))]),
            ["dropped"] = new JsonArray([.. _dropped.Select(name => JsonValue.Create(name))]),
        };
        if (_bestKey is not null && _bestValue is { } value)
        {
            state["best_key"] = _bestKey;
            state["best_value"] = value;
            state["best_file"] = _bestFile;
        }

        return state;
    }

    /// <inheritdoc/>
    public void LoadState(JsonObject state)
    {
        _kept.Clear();
        foreach (var name in state["kept"]?.AsArray() ?? [])
        {
            _kept.Add(name!.GetValue<string>());
        }

        _dropped.Clear();
        foreach (var name in state["dropped"]?.AsArray() ?? [])
        {
            _dropped.Add(name!.GetValue<string>());
        }

        _bestKey = state["best_key"]?.GetValue<string>();
        _bestValue = state["best_value"]?.GetValue<double>();
        _bestFile = state["best_file"]?.GetValue<string>();
    }

    private void Save(Runner runner)
    {
        if (runner.WorkDir is null)
        {
            return;
        }

        // The list is part of the checkpoint, so the new name goes in first and old files go only when the new one is there.
        var name = runner.CheckpointName();
        _kept.Remove(name);
        _kept.Add(name);
        var surplus = _maxKeep > 0 ? Math.Max(0, _kept.Count - _maxKeep) : 0;
        _dropped.AddRange(_kept[..surplus]);
        _kept.RemoveRange(0, surplus);
        runner.SaveCheckpoint(name);
        _lastSaved = runner.Iteration;
        _dropped.ForEach(runner.DeleteCheckpoint);
        _dropped.Clear();
    }
}
