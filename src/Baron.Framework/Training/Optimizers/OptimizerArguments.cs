namespace Baron.Training.Optimizers;

/// <summary>Range checks of optimiser settings.</summary>
internal static class OptimizerArguments
{
    public static void NotNegative(string key, double value)
    {
        if (!(value >= 0))
        {
            throw new BaronException(FormattableString.Invariant($"{key} is {value}; it must be at least 0."));
        }
    }

    public static void Betas(IReadOnlyList<double> betas)
    {
        if (betas.Count != 2 || betas.Any(b => !(b >= 0 && b < 1)))
        {
            throw new BaronException("betas must be two numbers of at least 0 and below 1, such as [0.9, 0.999].");
        }
    }
}
