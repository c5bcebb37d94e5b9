namespace Baron.Registry.Binding;

/// <summary>A value that is known.</summary>
internal sealed class ConstantPlan(object? value) : Plan
{
    /// <inheritdoc/>
    public override object? Create(BuildContext context) => value;

    /// <inheritdoc/>
    public override bool TryConstant(out object? constant)
    {
        constant = value;
        return true;
    }
}
