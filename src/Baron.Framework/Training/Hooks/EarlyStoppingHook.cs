using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Configuration;
using Baron.Registry;

namespace Baron.Training.Hooks;

/// <summary>Ends the training when a metric of validations gets no better.</summary>
[Component("EarlyStoppingHook")]
public sealed class EarlyStoppingHook : IStatefulHook
{
    private readonly string _monitor;
    private readonly bool _greater;
    private readonly double _minDelta;
    private readonly bool _strict;
    private readonly bool _checkFinite;
    private readonly int _patience;
    private readonly double? _threshold;
    private double? _best;
    private int _waited;
    private bool _ended;

    /// <summary>Creates the hook.</summary>
    /// <param name="monitor">The metric, such as <c>coco/bbox_mAP</c>.</param>
    /// <param name="rule"><c>greater</c> or <c>less</c> is better; by the metric's name when absent.</param>
    /// <param name="minDelta">What counts as better: more than this.</param>
    /// <param name="strict">Whether a metric that is not there ends the run as a mistake; else it is reported.</param>
    /// <param name="checkFinite">Whether a metric that is no number ends the training.</param>
    /// <param name="patience">Validations without anything better before the training ends.</param>
    /// <param name="stoppingThreshold">The training ends when the metric is better than this.</param>
    /// <exception cref="BaronException">A value is out of range.</exception>
    public EarlyStoppingHook(
        string monitor,
        string? rule = null,
        double minDelta = 0.1,
        bool strict = false,
        bool checkFinite = true,
        int patience = 5,
        double? stoppingThreshold = null)
    {
        if (rule is not (null or "greater" or "less"))
        {
            throw new BaronException($"rule is '{rule}'; it is 'greater' or 'less'.");
        }

        if (patience < 1 || !(minDelta >= 0))
        {
            throw new BaronException("EarlyStoppingHook: patience is at least 1 and min_delta at least 0.");
        }

        _monitor = monitor;
        _greater = rule is null ? !monitor.Contains("loss", StringComparison.OrdinalIgnoreCase) : rule == "greater";
        (_minDelta, _strict, _checkFinite, _patience, _threshold) = (minDelta, strict, checkFinite, patience, stoppingThreshold);
    }

    /// <inheritdoc/>
    public void Check(Runner runner)
    {
        if (runner.ValidationMetrics is { Count: > 0 } names && !names.Contains(_monitor))
        {
            Miss(runner, names);
        }
    }

    /// <inheritdoc/>
    public void BeforeTrain(Runner runner)
    {
        if (_ended)
        {
            runner.EndTraining($"The run was ended by EarlyStoppingHook ({_monitor}); remove the hook from the config to train on.");
        }
    }

    /// <inheritdoc/>
    public void AfterEvaluation(Runner runner, EvaluationMode mode, IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
        if (mode != EvaluationMode.Validation)
        {
            return;
        }

        var index = metrics.ToList().FindIndex(pair => pair.Key == _monitor);
        if (index < 0)
        {
            Miss(runner, [.. metrics.Select(pair => pair.Key)]);
            return;
        }

        var value = metrics[index].Value;
        var reason = Judge(value);
        if (reason is not null)
        {
            _ended = true;
            runner.EndTraining(string.Create(CultureInfo.InvariantCulture, $"Training ends at iteration {runner.Iteration}: {_monitor} is {value:G4}, {reason}."));
        }
    }

    /// <inheritdoc/>
    public JsonObject SaveState() => new()
    {
        ["best"] = _best is { } best ? JsonValue.Create(best.ToString("R", CultureInfo.InvariantCulture)) : null,
        ["waited"] = _waited,
        ["ended"] = _ended,
    };

    /// <inheritdoc/>
    public void LoadState(JsonObject state)
    {
        _best = state["best"] is { } best ? double.Parse(best.GetValue<string>(), CultureInfo.InvariantCulture) : null;
        _waited = state["waited"]!.GetValue<int>();
        _ended = state["ended"]!.GetValue<bool>();
    }

    private void Miss(Runner runner, IReadOnlyList<string> names)
    {
        var text = $"EarlyStoppingHook: there is no metric '{_monitor}'; {NearestName.OneOf(_monitor, names)}.";
        if (_strict)
        {
            throw new BaronException(text);
        }

        runner.Display.Message("warning: " + text);
    }

    private string? Judge(double value)
    {
        if (!double.IsFinite(value))
        {
            return _checkFinite ? "which is no number" : null;
        }

        if (_threshold is { } threshold && (_greater ? value > threshold : value < threshold))
        {
            return string.Create(CultureInfo.InvariantCulture, $"better than {threshold:G4}");
        }

        if (_best is not { } best || (_greater ? value - _minDelta > best : value + _minDelta < best))
        {
            _best = value;
            _waited = 0;
            return null;
        }

        return ++_waited >= _patience
            ? string.Create(CultureInfo.InvariantCulture, $"no better than {best:G4} by more than {_minDelta:G4} in {_waited} validations")
            : null;
    }
}
