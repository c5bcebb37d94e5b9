using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>Adam and AdamW; <see cref="Adam"/> and <see cref="AdamW"/> have the settings.</summary>
/// <remarks>
/// With gradient g at step t: <c>m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
/// p -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps)</c>. Weight decay is added to g (Adam), or
/// <c>p *= 1 - lr wd</c> comes first (AdamW).
/// </remarks>
public sealed class AdamOptimizer : Optimizer
{
    private const string FirstMoment = "exp_avg";
    private const string SecondMoment = "exp_avg_sq";
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _eps;
    private readonly bool _decoupled;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="groups">At least one group.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to the root of the second moment.</param>
    /// <param name="decoupled">Whether weight decay acts on the parameter (AdamW) instead of the gradient (Adam).</param>
    public AdamOptimizer(IReadOnlyList<ParameterGroup> groups, double beta1, double beta2, double eps, bool decoupled)
        : base(groups)
    {
        _beta1 = beta1;
        _beta2 = beta2;
        _eps = eps;
        _decoupled = decoupled;
    }

    /// <inheritdoc/>
    protected override IReadOnlyCollection<string> BufferNames { get; } = [FirstMoment, SecondMoment];

    /// <inheritdoc/>
    protected override void UpdateDirect(Slot slot, Span<float> values, Span<float> gradient)
    {
        var lr = slot.Group.LearningRate;
        var decay = slot.Group.WeightDecay;
        var shrink = _decoupled ? (float)(1 - (lr * decay)) : 1f;
        var added = _decoupled ? 0f : (float)decay;
        var beta1 = (float)_beta1;
        var beta2 = (float)_beta2;
        var rest1 = (float)(1 - _beta1);
        var rest2 = (float)(1 - _beta2);
        var step = (float)(lr / (1 - Math.Pow(_beta1, slot.Steps)));
        var root = (float)Math.Sqrt(1 - Math.Pow(_beta2, slot.Steps));
        var eps = (float)_eps;
        var first = FloatMemory.Of(slot.Buffer(FirstMoment));
        var second = FloatMemory.Of(slot.Buffer(SecondMoment));

        var p = MemoryMarshal.Cast<float, Vector<float>>(values);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var m = MemoryMarshal.Cast<float, Vector<float>>(first);
        var v = MemoryMarshal.Cast<float, Vector<float>>(second);
        var rootVector = new Vector<float>(root);
        var epsVector = new Vector<float>(eps);
        for (var i = 0; i < p.Length; i++)
        {
            var q = p[i] * shrink;
            var d = g[i] + (added * q);
            var mi = (m[i] * beta1) + (d * rest1);
            var vi = (v[i] * beta2) + (d * d * rest2);
            m[i] = mi;
            v[i] = vi;
            p[i] = q - (step * (mi / ((Vector.SquareRoot(vi) / rootVector) + epsVector)));
        }

        for (var i = p.Length * Vector<float>.Count; i < values.Length; i++)
        {
            var q = values[i] * shrink;
            var d = gradient[i] + (added * q);
            var mi = (first[i] * beta1) + (d * rest1);
            var vi = (second[i] * beta2) + (d * d * rest2);
            first[i] = mi;
            second[i] = vi;
            values[i] = q - (step * (mi / ((MathF.Sqrt(vi) / root) + eps)));
        }
    }

    /// <inheritdoc/>
    protected override void UpdateTensor(Slot slot, Tensor gradient)
    {
        var lr = slot.Group.LearningRate;
        var decay = slot.Group.WeightDecay;
        var parameter = slot.Parameter;
        var first = slot.Buffer(FirstMoment);
        var second = slot.Buffer(SecondMoment);
        var d = gradient;
        if (decay != 0)
        {
            if (_decoupled)
            {
                parameter.mul_(1 - (lr * decay));
            }
            else
            {
                d = gradient.add(parameter, alpha: decay);
            }
        }

        first.mul_(_beta1).add_(d, alpha: 1 - _beta1);
        second.mul_(_beta2).addcmul_(d, d, 1 - _beta2);
        var denominator = second.sqrt().div_(Math.Sqrt(1 - Math.Pow(_beta2, slot.Steps))).add_(_eps);
        parameter.addcdiv_(first, denominator, -lr / (1 - Math.Pow(_beta1, slot.Steps)));
    }
}
