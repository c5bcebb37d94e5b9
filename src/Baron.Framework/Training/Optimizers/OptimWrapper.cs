using Baron.Registry;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>Full-precision updates.</summary>
[Component("OptimWrapper")]
public sealed class OptimWrapper : IOptimWrapper
{
    private const string AccumulatedKey = "accumulated";
    private const string GradientPrefix = "grad.";
    private readonly IOptimizerFactory _factory;
    private readonly ClipGradConfig? _clip;
    private readonly ParamwiseConfig? _paramwise;
    private readonly int _accumulativeCounts;
    private Optimizer? _optimizer;
    private List<KeyValuePair<string, Parameter>> _named = [];
    private List<Parameter> _parameters = [];
    private int _accumulated;

    /// <summary>Creates the wrapper.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="clipGrad">Gradient clipping, none when absent.</param>
    /// <param name="paramwiseCfg">Settings of single parameters.</param>
    /// <param name="accumulativeCounts">Iterations whose gradients are summed (each loss divided by it) before an update.</param>
    /// <exception cref="BaronException">A setting is out of range.</exception>
    public OptimWrapper(IOptimizerFactory optimizer, ClipGradConfig? clipGrad = null, ParamwiseConfig? paramwiseCfg = null, int accumulativeCounts = 1)
    {
        clipGrad?.Validate();
        if (accumulativeCounts < 1)
        {
            throw new BaronException($"accumulative_counts is {accumulativeCounts}; it must be at least 1.");
        }

        _factory = optimizer;
        _clip = clipGrad;
        _paramwise = paramwiseCfg;
        _accumulativeCounts = accumulativeCounts;
    }

    /// <inheritdoc/>
    public Optimizer Optimizer => _optimizer ?? throw new InvalidOperationException("The wrapper has no model yet.");

    /// <inheritdoc/>
    public double? GradientNorm { get; private set; }

    /// <inheritdoc/>
    public void Attach(nn.Module model, double learningRateFactor = 1)
    {
        var groups = ParameterGroups.Build(model, _factory.LearningRate * learningRateFactor, _factory.WeightDecay, _paramwise);
        _optimizer = _factory.Create(groups);
        _named = groups.SelectMany(group => group.Parameters).ToList();
        _parameters = _named.Select(pair => pair.Value).ToList();
    }

    /// <inheritdoc/>
    public void Backward(Tensor loss)
    {
        if (_accumulativeCounts > 1)
        {
            using var share = loss / _accumulativeCounts;
            share.backward();
        }
        else
        {
            loss.backward();
        }
    }

    /// <inheritdoc/>
    public bool HandsOutGradients => true;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor?> Gradients(Tensor loss)
    {
        using var scope = NewDisposeScope();
        var share = _accumulativeCounts > 1 ? loss / _accumulativeCounts : loss;
        var gradients = autograd.grad([share], [.. _parameters], allow_unused: true);
        return [.. gradients.Select(gradient => gradient is null || gradient.IsInvalid ? null : gradient.DetachFromDisposeScope())];
    }

    /// <inheritdoc/>
    public void Add(IReadOnlyList<Tensor?> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        using var noGrad = no_grad();
        for (var i = 0; i < gradients.Count; i++)
        {
            using var gradient = gradients[i];
            if (gradient is null)
            {
                continue;
            }

            using var sum = _parameters[i].grad;
            if (sum is null)
            {
                // A gradient may share its memory with another one.
                using var own = gradient.is_contiguous() ? gradient.clone() : gradient.contiguous();
                _parameters[i].grad = own;
            }
            else
            {
                sum.add_(gradient);
            }
        }
    }

    /// <inheritdoc/>
    public void Step()
    {
        if (++_accumulated < _accumulativeCounts)
        {
            return;
        }

        _accumulated = 0;
        if (_clip is { MaxNorm: { } maxNorm })
        {
            GradientNorm = GradientClipper.ClipNorm(_parameters, maxNorm, _clip.NormType);
        }
        else if (_clip is { ClipValue: { } bound })
        {
            GradientClipper.ClipValue(_parameters, bound);
        }

        Optimizer.Step();
        Optimizer.ZeroGradients();
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateTensors()
    {
        var state = Optimizer.StateTensors().ToDictionary(StringComparer.Ordinal);
        if (_accumulated > 0)
        {
            // A checkpoint between two updates: the gradients summed so far belong to it.
            state.Add(AccumulatedKey, tensor((long)_accumulated));
            foreach (var (name, parameter) in _named)
            {
                if (parameter.grad is { } gradient)
                {
                    state.Add(GradientPrefix + name, gradient);
                }
            }
        }

        return state;
    }

    /// <inheritdoc/>
    public void LoadStateTensors(IReadOnlyDictionary<string, Tensor> state)
    {
        using var noGrad = no_grad();
        Optimizer.LoadStateTensors(state
            .Where(pair => pair.Key != AccumulatedKey && !pair.Key.StartsWith(GradientPrefix, StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal));
        _accumulated = 0;
        if (state.TryGetValue(AccumulatedKey, out var count))
        {
            _accumulated = (int)count.cpu().item<long>();
            foreach (var (name, parameter) in _named)
            {
                if (state.TryGetValue(GradientPrefix + name, out var gradient))
                {
                    parameter.grad = gradient.to(parameter.device).clone();
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer?.Dispose();
}
