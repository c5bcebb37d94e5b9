namespace Baron.Registry.Binding;

/// <summary>A checked value that can be made.</summary>
internal abstract class Plan
{
    /// <summary>Makes the value.</summary>
    public abstract object? Create(BuildContext context);

    /// <summary>The value, where making it builds no component and asks for no service.</summary>
    public virtual bool TryConstant(out object? value)
    {
        value = null;
        return false;
    }
}
