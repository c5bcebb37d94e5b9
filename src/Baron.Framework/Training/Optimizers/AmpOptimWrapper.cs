using System.Runtime.InteropServices;
using Baron.Ops;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>
/// Mixed-precision updates: networks compute in float16 or bfloat16, while weights, gradients, the optimiser and losses stay
/// float32. Needs the native library.
/// </summary>
[Component("AmpOptimWrapper")]
public sealed class AmpOptimWrapper : OptimWrapper
{
    private const string ScalerKey = "amp_scaler";
    private readonly ScalarType? _chosen;
    private readonly LossScale? _lossScale;
    private ScalarType _type = ScalarType.BFloat16;
    private GradientScaler _scaler = new(Training.Optimizers.LossScale.None);

    /// <summary>Creates the wrapper.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="clipGrad">Gradient clipping, none when absent; gradients are unscaled before.</param>
    /// <param name="paramwiseCfg">Settings of single parameters.</param>
    /// <param name="accumulativeCounts">
    /// Iterations whose gradients are summed (each loss divided by it) before an update. The last update of a run takes the iterations
    /// that are left, and divides by their number.
    /// </param>
    /// <param name="dtype"><c>float16</c> or <c>bfloat16</c>; when absent float16 on CUDA and bfloat16 on the CPU.</param>
    /// <param name="lossScale"><c>dynamic</c>, a number, or a table; when absent dynamic for float16 and none for bfloat16.</param>
    /// <exception cref="BaronException">A setting is out of range.</exception>
    public AmpOptimWrapper(
        IOptimizerFactory optimizer,
        ClipGradConfig? clipGrad = null,
        ParamwiseConfig? paramwiseCfg = null,
        int accumulativeCounts = 1,
        string? dtype = null,
        LossScale? lossScale = null)
        : base(optimizer, clipGrad, paramwiseCfg, accumulativeCounts)
    {
        _chosen = dtype switch
        {
            null => null,
            "float16" => ScalarType.Float16,
            "bfloat16" => ScalarType.BFloat16,
            _ => throw new BaronException($"AmpOptimWrapper: dtype is '{dtype}'; it is 'float16' or 'bfloat16'."),
        };
        _lossScale = lossScale;
    }

    /// <inheritdoc/>
    public override double? LossScale => _scaler.IsActive ? _scaler.Scale : null;

    /// <summary>The scaler's own numbers.</summary>
    public GradientScaler Scaler => _scaler;

    /// <summary>The type that networks compute in; known after <see cref="Attach"/>.</summary>
    public ScalarType ComputeType => _type;

    /// <inheritdoc/>
    /// <exception cref="BaronException">Mixed precision cannot be had here.</exception>
    public override void Attach(nn.Module model, double learningRateFactor = 1)
    {
        Autocast.RequireSupport();
        base.Attach(model, learningRateFactor);
        _type = _chosen ?? (Device == DeviceType.CUDA ? ScalarType.Float16 : ScalarType.BFloat16);
        if (_type == ScalarType.Float16 && Device != DeviceType.CUDA)
        {
            throw new BaronException("AmpOptimWrapper: dtype = \"float16\" needs a CUDA device; on the CPU use \"bfloat16\".");
        }

        RequireConvolutions();
        _scaler = new GradientScaler(_lossScale ?? (_type == ScalarType.Float16 ? new LossScale() : Optimizers.LossScale.None));
    }

    // libtorch leaves convolutions in bfloat16 to oneDNN, which on x86 needs AVX-512.
    private void RequireConvolutions()
    {
        if (Device != DeviceType.CPU)
        {
            return;
        }

        using var scope = NewDisposeScope();
        try
        {
            using var noGrad = no_grad();
            _ = nn.functional.conv2d(ones([2, 4, 9, 9], _type), ones([4, 4, 3, 3], _type));
        }
        catch (ExternalException e)
        {
            throw new BaronException("Mixed precision (--amp, AmpOptimWrapper) cannot be had on this processor: libtorch computes no convolutions in bfloat16 on it (on x86 they need AVX-512); train without --amp, or on a CUDA device.", e);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Two parts at a time in bfloat16 on the CPU gave other numbers now and then when the machine was busy (libtorch 1.13; float32
    /// never did). A run is to be a function of its config, so parts go one after the other.
    /// </remarks>
    public override bool HandsOutGradients => false;

    /// <inheritdoc/>
    public override IDisposable? Autocasting() => Autocast.Enter(Device, _type);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> StateTensors()
    {
        var state = base.StateTensors().ToDictionary(StringComparer.Ordinal);
        if (_scaler.IsActive)
        {
            state.Add(ScalerKey, _scaler.Save());
        }

        return state;
    }

    /// <inheritdoc/>
    public override void LoadStateTensors(IReadOnlyDictionary<string, Tensor> state)
    {
        if (state.TryGetValue(ScalerKey, out var saved))
        {
            _scaler.Load(saved);
        }

        base.LoadStateTensors(state.Where(pair => pair.Key != ScalerKey).ToDictionary(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    protected override Tensor Scaled(Tensor loss) => _scaler.Multiply(loss);

    /// <inheritdoc/>
    protected override bool ReadyGradients() => _scaler.Unscale(Parameters);
}
