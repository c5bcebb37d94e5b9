using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>Stochastic gradient descent with momentum; <see cref="Sgd"/> has the settings.</summary>
/// <remarks>
/// With gradient g, parameter p, buffer b: <c>g += wd p; b = momentum b + (1 - dampening) g</c> (the first step takes b = g);
/// <c>p -= lr b</c>, or <c>p -= lr (g + momentum b)</c> with Nesterov's look-ahead.
/// </remarks>
public sealed class SgdOptimizer : Optimizer
{
    private const string MomentumBuffer = "momentum_buffer";
    private readonly double _momentum;
    private readonly double _dampening;
    private readonly bool _nesterov;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="groups">At least one group.</param>
    /// <param name="momentum">Share of the last update that is kept, 0 for none.</param>
    /// <param name="dampening">Taken off the gradient's share in the momentum.</param>
    /// <param name="nesterov">Whether the step looks one momentum ahead.</param>
    public SgdOptimizer(IReadOnlyList<ParameterGroup> groups, double momentum = 0, double dampening = 0, bool nesterov = false)
        : base(groups)
    {
        _momentum = momentum;
        _dampening = dampening;
        _nesterov = nesterov;
    }

    /// <inheritdoc/>
    protected override IReadOnlyCollection<string> BufferNames { get; } = [MomentumBuffer];

    /// <inheritdoc/>
    protected override void UpdateDirect(Slot slot, Span<float> values, Span<float> gradient)
    {
        var lr = (float)slot.Group.LearningRate;
        var decay = (float)slot.Group.WeightDecay;
        var momentum = (float)_momentum;
        var first = slot.Steps == 1;
        var share = first ? 1f : (float)(1 - _dampening);
        var kept = first ? 0f : momentum;
        var buffer = _momentum > 0 ? FloatMemory.Of(slot.Buffer(MomentumBuffer)) : gradient;

        var p = MemoryMarshal.Cast<float, Vector<float>>(values);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var b = MemoryMarshal.Cast<float, Vector<float>>(buffer);
        for (var i = 0; i < p.Length; i++)
        {
            var d = g[i] + (decay * p[i]);
            if (_momentum > 0)
            {
                var m = (kept * b[i]) + (share * d);
                b[i] = m;
                d = _nesterov ? d + (momentum * m) : m;
            }

            p[i] -= lr * d;
        }

        for (var i = p.Length * Vector<float>.Count; i < values.Length; i++)
        {
            var d = gradient[i] + (decay * values[i]);
            if (_momentum > 0)
            {
                var m = (kept * buffer[i]) + (share * d);
                buffer[i] = m;
                d = _nesterov ? d + (momentum * m) : m;
            }

            values[i] -= lr * d;
        }
    }

    /// <inheritdoc/>
    protected override void UpdateTensor(Slot slot, Tensor gradient)
    {
        var parameter = slot.Parameter;
        var d = slot.Group.WeightDecay == 0 ? gradient : gradient.add(parameter, alpha: slot.Group.WeightDecay);
        if (_momentum > 0)
        {
            var buffer = slot.Buffer(MomentumBuffer);
            if (slot.Steps == 1)
            {
                buffer.copy_(d);
            }
            else
            {
                buffer.mul_(_momentum).add_(d, alpha: 1 - _dampening);
            }

            d = _nesterov ? d.add(buffer, alpha: _momentum) : buffer;
        }

        parameter.add_(d, alpha: -slot.Group.LearningRate);
    }
}
