namespace Baron.Training.Optimizers;

/// <summary>Gradient clipping (<c>optim_wrapper.clip_grad</c>): by the norm of all gradients together, or by value.</summary>
/// <param name="MaxNorm">Largest norm of all gradients together; they are scaled by <c>min(1, max_norm / (norm + 1e-6))</c>.</param>
/// <param name="NormType">The p of the norm; <c>inf</c> takes the largest element.</param>
/// <param name="ClipValue">Bound of every single gradient element.</param>
/// <param name="Type"><c>norm</c> or <c>value</c>; follows from the other keys when absent.</param>
public sealed record ClipGradConfig(double? MaxNorm = null, double NormType = 2, double? ClipValue = null, string? Type = null)
{
    /// <summary>Checks the settings.</summary>
    /// <exception cref="BaronException">Not exactly one of max_norm and clip_value fits the type.</exception>
    public void Validate()
    {
        if (Type is not (null or "norm" or "value"))
        {
            throw new BaronException($"clip_grad: type is '{Type}'; it is 'norm' or 'value'.");
        }

        if ((MaxNorm is null) == (ClipValue is null) || (Type == "norm" && MaxNorm is null) || (Type == "value" && ClipValue is null))
        {
            throw new BaronException("clip_grad: give either max_norm (clipping by norm) or clip_value (clipping by value).");
        }

        if (!(NormType > 0))
        {
            throw new BaronException(FormattableString.Invariant($"clip_grad: norm_type is {NormType}; it must be above 0 (2 is the usual norm, inf the largest element)."));
        }

        if ((MaxNorm ?? ClipValue) is not > 0)
        {
            throw new BaronException("clip_grad: the bound must be above 0.");
        }
    }
}
