using System.Text.Json.Nodes;
using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Training.Hooks;

/// <summary>
/// Keeps a moving average of the trained weights (Polyak and Juditsky, 1992). Validations use the averages, and checkpoints hold them as
/// the model's weights, with the weights that training continues from beside them.
/// </summary>
[Component("EMAHook")]
public sealed class EmaHook : IStatefulHook, IRunState, IDisposable
{
    private const string Exponential = "ExponentialMovingAverage";
    private const string Warming = "ExpMomentumEMA";
    private const string Plain = "StochasticWeightAverage";
    private readonly string _type;
    private readonly double _momentum;
    private readonly double _gamma;
    private readonly int _interval;
    private readonly int _beginIter;
    private readonly int _beginEpoch;
    private readonly bool _updateBuffers;

    // The averages, or the weights of training while the model holds the averages.
    private readonly Dictionary<string, Tensor> _other = new(StringComparer.Ordinal);
    private bool _exchanged;
    private bool _exchangedForSaving;
    private int _steps;

    /// <summary>Creates the hook.</summary>
    /// <param name="emaType"><c>ExponentialMovingAverage</c>, <c>ExpMomentumEMA</c> (a larger momentum at first) or <c>StochasticWeightAverage</c> (a plain mean).</param>
    /// <param name="momentum">Share of the new weights in the average.</param>
    /// <param name="gamma">Iterations in which the momentum of <c>ExpMomentumEMA</c> falls.</param>
    /// <param name="interval">Iterations between two updates of the average.</param>
    /// <param name="beginIter">Until this iteration the average is the weights themselves.</param>
    /// <param name="beginEpoch">The same in epochs.</param>
    /// <param name="updateBuffers">Whether running statistics are averaged too.</param>
    /// <exception cref="BaronException">A value is out of range.</exception>
    public EmaHook(
        string emaType = Exponential,
        double momentum = 0.0002,
        double gamma = 2000,
        int interval = 1,
        int beginIter = 0,
        int beginEpoch = 0,
        bool updateBuffers = false)
    {
        if (emaType is not (Exponential or Warming or Plain))
        {
            throw new BaronException($"EMAHook: ema_type is '{emaType}'; it is '{Exponential}', '{Warming}' or '{Plain}'.");
        }

        if (!(momentum is > 0 and < 1) || !(gamma > 0) || interval < 1)
        {
            throw new BaronException("EMAHook: momentum lies between 0 and 1, gamma is above 0 and interval at least 1.");
        }

        if (beginIter < 0 || beginEpoch < 0 || (beginIter > 0 && beginEpoch > 0))
        {
            throw new BaronException("EMAHook: begin_iter and begin_epoch are at least 0, and only one of them may be given.");
        }

        (_type, _momentum, _gamma, _interval, _beginIter, _beginEpoch, _updateBuffers) = (emaType, momentum, gamma, interval, beginIter, beginEpoch, updateBuffers);
    }

    /// <summary>Updates of the average so far.</summary>
    public int Steps => _steps;

    /// <inheritdoc/>
    public void BeforeTrain(Runner runner) => Start(runner.Model.AsModule());

    /// <inheritdoc/>
    public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var started = _beginEpoch > 0 ? runner.Epoch >= _beginEpoch : step.Iteration > _beginIter;
        var share = !started || _steps == 0 ? 1 : _steps % _interval == 0 ? Share() : 0;
        if (started)
        {
            _steps++;
        }

        if (share == 0)
        {
            return;
        }

        foreach (var (name, weight) in Averaged(runner.Model.AsModule()))
        {
            if (share == 1)
            {
                _other[name].copy_(weight);
            }
            else
            {
                _other[name].mul_(1 - share).add_(weight, alpha: share);
            }
        }
    }

    /// <inheritdoc/>
    public void BeforeEvaluation(Runner runner, EvaluationMode mode)
    {
        if (mode == EvaluationMode.Validation && _other.Count > 0)
        {
            Exchange(runner);
        }
    }

    /// <inheritdoc/>
    public void AfterEvaluation(Runner runner, EvaluationMode mode, IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
        if (_exchanged)
        {
            Exchange(runner);
        }
    }

    /// <inheritdoc/>
    public void BeforeSave(Runner runner)
    {
        // A validation that was interrupted leaves the averages in the model.
        if (!_exchanged && _other.Count > 0)
        {
            Exchange(runner);
            _exchangedForSaving = true;
        }
    }

    /// <inheritdoc/>
    public void AfterSave(Runner runner)
    {
        if (_exchangedForSaving)
        {
            Exchange(runner);
            _exchangedForSaving = false;
        }
    }

    /// <inheritdoc/>
    public JsonObject SaveState() => new() { ["steps"] = _steps };

    /// <inheritdoc/>
    public void LoadState(JsonObject state) => _steps = state["steps"]!.GetValue<int>();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> SaveRunState() => _other.ToDictionary(pair => pair.Key, pair => pair.Value.clone());

    /// <inheritdoc/>
    public void LoadRunState(IReadOnlyDictionary<string, Tensor> state)
    {
        // The model holds the averages of the checkpoint; they change places when the training begins.
        Clear();
        foreach (var (name, weight) in state)
        {
            _other.Add(name, weight.clone().DetachFromDisposeScope());
        }

        _exchanged = _other.Count > 0;
    }

    /// <inheritdoc/>
    public void AfterRun(Runner runner) => Dispose();

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Start(nn.Module model)
    {
        using var noGrad = no_grad();
        if (!_exchanged)
        {
            Clear();
            foreach (var (name, weight) in Averaged(model))
            {
                _other.Add(name, weight.detach().clone().DetachFromDisposeScope());
            }

            return;
        }

        using var scope = NewDisposeScope();
        var names = Averaged(model).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        if (!names.SetEquals(_other.Keys))
        {
            throw new BaronException("EMAHook: the saved averages are not of this model; resume with the config of the saved run.");
        }

        var device = model.parameters().First().device;
        foreach (var name in names)
        {
            var moved = _other[name].to(device).DetachFromDisposeScope();
            if (!ReferenceEquals(moved, _other[name]))
            {
                _other[name].Dispose();
                _other[name] = moved;
            }
        }

        Exchange(model);
    }

    private double Share() => _type switch
    {
        Warming => ((1 - _momentum) * Math.Exp(-(1 + _steps) / _gamma)) + _momentum,
        Plain => 1.0 / ((_steps / _interval) + 1),
        _ => _momentum,
    };

    private void Exchange(Runner runner) => Exchange(runner.Model.AsModule());

    private void Exchange(nn.Module model)
    {
        using var noGrad = no_grad();
        foreach (var (name, weight) in Averaged(model))
        {
            using var kept = weight.detach().clone();
            weight.copy_(_other[name]);
            _other[name].copy_(kept);
        }

        _exchanged = !_exchanged;
    }

    private IEnumerable<KeyValuePair<string, Tensor>> Averaged(nn.Module model)
    {
        // A parameter that two modules share changes places once.
        var seen = new HashSet<IntPtr>();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (parameter.requires_grad && seen.Add(parameter.Handle))
            {
                yield return new(name, parameter);
            }
        }

        if (_updateBuffers)
        {
            foreach (var (name, buffer) in model.named_buffers())
            {
                if (buffer.is_floating_point())
                {
                    yield return new(name, buffer);
                }
            }
        }
    }

    private void Clear()
    {
        foreach (var tensor in _other.Values)
        {
            tensor.Dispose();
        }

        _other.Clear();
        _exchanged = false;
        _exchangedForSaving = false;
    }
}
