using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>How losses of single elements become one number.</summary>
internal static class LossReduction
{
    // The divisor is moved by float32's epsilon, as published, so that a factor of 0 gives a number.
    private const double Epsilon = 1.1920928955078125e-07;

    /// <summary>Checks a reduction's name.</summary>
    public static string Require(string reduction, string component) => reduction is "mean" or "sum" or "none"
        ? reduction
        : throw new BaronException($"{component}: reduction must be \"mean\", \"sum\" or \"none\", not \"{reduction}\".");

    /// <summary>Weights and reduces.</summary>
    public static Tensor Reduce(Tensor loss, Tensor? weight, string reduction, double? avgFactor)
    {
        if (weight is not null)
        {
            loss = loss * weight;
        }

        return reduction switch
        {
            "none" => loss,
            "sum" when avgFactor is null => loss.sum(),
            "sum" => throw new InvalidOperationException("A loss with reduction \"sum\" cannot be divided by an averaging factor."),
            _ => avgFactor is { } factor ? loss.sum() / (factor + Epsilon) : loss.mean(),
        };
    }

    /// <summary>Scales by the loss's weight, where that is not 1.</summary>
    public static Tensor Scale(Tensor loss, double weight) => weight == 1 ? loss : loss * weight;
}
