namespace Baron.Registry.Binding;

/// <summary>A list, dictionary or tuple made of other values; every making makes a new one.</summary>
internal sealed class SequencePlan(IReadOnlyList<Plan> items, Func<object?[], object> assemble) : Plan
{
    /// <inheritdoc/>
    public override object? Create(BuildContext context)
    {
        var values = new object?[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = items[i].Create(context);
        }

        return assemble(values);
    }

    /// <inheritdoc/>
    public override bool TryConstant(out object? value)
    {
        var values = new object?[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!items[i].TryConstant(out values[i]))
            {
                value = null;
                return false;
            }
        }

        value = assemble(values);
        return true;
    }
}
