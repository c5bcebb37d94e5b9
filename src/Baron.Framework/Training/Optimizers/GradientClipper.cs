using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>Measures and bounds gradients.</summary>
public static class GradientClipper
{
    /// <summary>The norm of all gradients together.</summary>
    /// <param name="parameters">The parameters; those without a gradient count nothing.</param>
    /// <param name="normType">The p of the norm; infinity takes the largest element.</param>
    public static double Norm(IEnumerable<Parameter> parameters, double normType = 2)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var infinite = double.IsPositiveInfinity(normType);
        var total = 0.0;
        var pending = new List<Tensor>();
        foreach (var parameter in parameters)
        {
            if (parameter.grad is not { } gradient)
            {
                continue;
            }

            if (FloatMemory.Direct(gradient) && (infinite || normType == 2))
            {
                var values = FloatMemory.Of(gradient);
                total = infinite ? Math.Max(total, LargestMagnitude(values)) : total + SumOfSquares(values);
            }
            else
            {
                pending.Add(gradient.to(ScalarType.Float32).norm((float)normType));
            }
        }

        // One transfer for all the norms that live on an accelerator.
        if (pending.Count > 0)
        {
            foreach (var norm in stack(pending).cpu().data<float>())
            {
                total = infinite ? Math.Max(total, norm) : total + Math.Pow(norm, normType);
            }
        }

        return infinite ? total : Math.Pow(total, 1 / normType);
    }

    /// <summary>Scales all gradients by <c>min(1, maxNorm / (norm + 1e-6))</c>.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="maxNorm">The largest norm.</param>
    /// <param name="normType">The p of the norm.</param>
    /// <returns>The norm before.</returns>
    public static double ClipNorm(IReadOnlyCollection<Parameter> parameters, double maxNorm, double normType = 2)
    {
        var norm = Norm(parameters, normType);
        var factor = Math.Min(1.0, maxNorm / (norm + 1e-6));
        if (factor >= 1)
        {
            return norm;
        }

        // A norm that is not a number must reach the weights as the reference lets it: the factor is then NaN as well.
        Each(parameters, (float)factor, static (values, f) =>
        {
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
            foreach (ref var v in vectors)
            {
                v *= f;
            }

            foreach (ref var v in values[(vectors.Length * Vector<float>.Count)..])
            {
                v *= f;
            }
        }, static (gradient, f) => gradient.mul_(f));
        return norm;
    }

    /// <summary>Bounds every gradient element to [-bound, bound].</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="bound">The bound, above 0.</param>
    public static void ClipValue(IReadOnlyCollection<Parameter> parameters, double bound) =>
        Each(parameters, (float)bound, static (values, b) =>
        {
            var low = new Vector<float>(-b);
            var high = new Vector<float>(b);
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
            foreach (ref var v in vectors)
            {
                v = Vector.Min(high, Vector.Max(low, v));
            }

            foreach (ref var v in values[(vectors.Length * Vector<float>.Count)..])
            {
                v = Math.Min(b, Math.Max(-b, v));
            }
        }, static (gradient, b) => gradient.clamp_(-b, b));

    private delegate void SpanUpdate(Span<float> values, float argument);

    private static void Each(IReadOnlyCollection<Parameter> parameters, float argument, SpanUpdate direct, Action<Tensor, float> general)
    {
        using var noGrad = no_grad();
        foreach (var parameter in parameters)
        {
            using var gradient = parameter.grad;
            if (gradient is null)
            {
                continue;
            }

            if (FloatMemory.Direct(gradient))
            {
                direct(FloatMemory.Of(gradient), argument);
            }
            else
            {
                general(gradient, argument);
            }
        }
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        // Blocks of float sums collected in double: as exact as the reference's cascade, and one pass.
        const int Block = 4096;
        var total = 0.0;
        while (!values.IsEmpty)
        {
            var part = values[..Math.Min(Block, values.Length)];
            values = values[part.Length..];
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(part);
            var sum = Vector<float>.Zero;
            foreach (var v in vectors)
            {
                sum += v * v;
            }

            var rest = Vector.Sum(sum);
            foreach (var v in part[(vectors.Length * Vector<float>.Count)..])
            {
                rest += v * v;
            }

            total += rest;
        }

        return total;
    }

    private static double LargestMagnitude(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var v in values)
        {
            largest = Math.Max(largest, Math.Abs(v));
        }

        return largest;
    }
}
