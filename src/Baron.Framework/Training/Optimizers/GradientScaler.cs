using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>
/// Scales a loss before it is differentiated and the gradients back before they are used (Micikevicius et al., <i>Mixed Precision
/// Training</i>, 2018): what would vanish in float16 is kept. An update whose gradients overflowed is left out and the scale
/// lowered; after a number of good ones it grows again.
/// </summary>
public sealed class GradientScaler
{
    private readonly LossScale _settings;

    /// <summary>Creates the scaler.</summary>
    /// <param name="settings">First scale, growth and backoff.</param>
    public GradientScaler(LossScale settings)
    {
        _settings = settings;
        Scale = settings.InitScale;
    }

    /// <summary>The factor of the next loss.</summary>
    public double Scale { get; private set; }

    /// <summary>Good updates since the scale changed.</summary>
    public int GoodSteps { get; private set; }

    /// <summary>Updates left out because gradients were not finite.</summary>
    public long SkippedSteps { get; private set; }

    /// <summary>Whether there is anything to do: without scaling gradients are used as they are.</summary>
    public bool IsActive => _settings.Dynamic || Scale != 1;

    /// <summary>The loss to differentiate.</summary>
    /// <param name="loss">A scalar.</param>
    /// <returns>The loss itself when there is nothing to scale.</returns>
    public Tensor Multiply(Tensor loss) => Scale == 1 ? loss : loss * Scale;

    /// <summary>Takes the scale off the gradients, then moves the scale on.</summary>
    /// <param name="parameters">The parameters; those without a gradient count nothing.</param>
    /// <returns>Whether every gradient is finite, so that the update may be done.</returns>
    public bool Unscale(IReadOnlyCollection<Parameter> parameters)
    {
        if (!IsActive)
        {
            return true;
        }

        var finite = DivideBy((float)(1 / Scale), parameters);
        if (finite)
        {
            if (_settings.Dynamic && ++GoodSteps >= _settings.GrowthInterval)
            {
                GoodSteps = 0;
                var grown = Scale * _settings.GrowthFactor;

                // The loss is a float32: a scale beyond its range would end every further update.
                Scale = grown < float.MaxValue ? grown : Scale;
            }
        }
        else
        {
            SkippedSteps++;
            if (_settings.Dynamic)
            {
                GoodSteps = 0;
                Scale *= _settings.BackoffFactor;
            }
        }

        return finite;
    }

    /// <summary>The state as a tensor, for a checkpoint.</summary>
    public Tensor Save() => tensor(new[] { Scale, GoodSteps, SkippedSteps });

    /// <summary>Continues from a saved state.</summary>
    /// <param name="state">What <see cref="Save"/> returned.</param>
    /// <exception cref="BaronException">It is something else.</exception>
    public void Load(Tensor state)
    {
        using var host = state.to(ScalarType.Float64).cpu().contiguous();
        if (host.numel() != 3)
        {
            throw new BaronException("The saved state of the gradient scaler is damaged.");
        }

        var values = host.data<double>().ToArray();
        if (_settings.Dynamic)
        {
            (Scale, GoodSteps) = (values[0], (int)values[1]);
        }

        SkippedSteps = (long)values[2];
    }

    private static bool DivideBy(float factor, IReadOnlyCollection<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var finite = true;
        var pending = new List<Tensor>();
        foreach (var parameter in parameters)
        {
            if (parameter.grad is not { } gradient)
            {
                continue;
            }

            if (FloatMemory.Direct(gradient))
            {
                finite &= Multiply(FloatMemory.Of(gradient), factor);
            }
            else
            {
                pending.Add(gradient.mul_(factor).isfinite().all());
            }
        }

        // One transfer for all the gradients that live on an accelerator.
        return finite && (pending.Count == 0 || stack(pending).all().cpu().item<bool>());
    }

    private static bool Multiply(Span<float> values, float factor)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);

        // x - x is 0 for numbers and NaN for infinities and NaN, and a sum keeps it.
        var odd = Vector<float>.Zero;
        foreach (ref var v in vectors)
        {
            v *= factor;
            odd += v - v;
        }

        var rest = Vector.Sum(odd);
        foreach (ref var v in values[(vectors.Length * Vector<float>.Count)..])
        {
            v *= factor;
            rest += v - v;
        }

        return rest == 0;
    }
}
