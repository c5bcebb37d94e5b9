using Baron.Registry;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>Full-precision updates.</summary>
[Component("OptimWrapper")]
public class OptimWrapper : IOptimWrapper
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

    // Iterations still to come; without a number there is always another one.
    private int _expected = int.MaxValue;

    /// <summary>Creates the wrapper.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="clipGrad">Gradient clipping, none when absent.</param>
    /// <param name="paramwiseCfg">Settings of single parameters.</param>
    /// <param name="accumulativeCounts">
    /// Iterations whose gradients are summed (each loss divided by it) before an update. The last update of a run takes the iterations
    /// that are left, and divides by their number.
    /// </param>
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
    public int AccumulativeCounts => _accumulativeCounts;

    /// <inheritdoc/>
    public virtual double? LossScale => null;

    /// <summary>The trained parameters.</summary>
    protected IReadOnlyCollection<Parameter> Parameters => _parameters;

    /// <summary>The kind of device that the parameters are on.</summary>
    protected DeviceType Device => _parameters[0].device_type;

    /// <inheritdoc/>
    public virtual void Attach(nn.Module model, double learningRateFactor = 1)
    {
        var groups = ParameterGroups.Build(model, _factory.LearningRate * learningRateFactor, _factory.WeightDecay, _paramwise);
        _optimizer = _factory.Create(groups);
        _named = groups.SelectMany(group => group.Parameters).ToList();
        _parameters = _named.Select(pair => pair.Value).ToList();
    }

    /// <inheritdoc/>
    public virtual IDisposable? Autocasting() => null;

    /// <inheritdoc/>
    public void Backward(Tensor loss)
    {
        using var scope = NewDisposeScope();
        Share(loss).backward();
    }

    /// <inheritdoc/>
    public virtual bool HandsOutGradients => true;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor?> Gradients(Tensor loss)
    {
        using var scope = NewDisposeScope();
        var gradients = autograd.grad([Share(loss)], [.. _parameters], allow_unused: true);
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
    public void Expect(int iterations) => _expected = iterations;

    /// <inheritdoc/>
    public void Step()
    {
        var window = Window;
        GradientNorm = null;
        _expected = _expected is int.MaxValue or 0 ? _expected : _expected - 1;
        if (++_accumulated < window)
        {
            return;
        }

        _accumulated = 0;
        if (!ReadyGradients())
        {
            Optimizer.ZeroGradients();
            return;
        }

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
    public virtual IReadOnlyDictionary<string, Tensor> StateTensors()
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
    public virtual void LoadStateTensors(IReadOnlyDictionary<string, Tensor> state)
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
    public void Dispose()
    {
        _optimizer?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What is differentiated in place of a loss.</summary>
    /// <param name="loss">A scalar.</param>
    protected virtual Tensor Scaled(Tensor loss) => loss;

    /// <summary>Prepares the gradients of an update.</summary>
    /// <returns>Whether the update is done; else the gradients are dropped.</returns>
    protected virtual bool ReadyGradients() => true;

    /// <summary>Iterations of the update that is being summed up; the same number at each of them.</summary>
    private int Window => _expected < _accumulativeCounts - _accumulated ? Math.Max(1, _accumulated + _expected) : _accumulativeCounts;

    private Tensor Share(Tensor loss) => Scaled(Window > 1 ? loss / Window : loss);
}
