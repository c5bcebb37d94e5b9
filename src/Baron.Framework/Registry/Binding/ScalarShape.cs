using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A string, boolean, integer or number.</summary>
internal sealed class ScalarShape : Shape
{
    private static readonly Dictionary<Type, (long Min, long Max)> Integers = new()
    {
        [typeof(int)] = (int.MinValue, int.MaxValue),
        [typeof(long)] = (long.MinValue, long.MaxValue),
        [typeof(short)] = (short.MinValue, short.MaxValue),
        [typeof(byte)] = (byte.MinValue, byte.MaxValue),
        [typeof(uint)] = (uint.MinValue, uint.MaxValue),
        [typeof(ulong)] = (0, long.MaxValue),
    };

    private ScalarShape(Type type, string form)
    {
        Type = type;
        Form = form;
    }

    public Type Type { get; }

    /// <inheritdoc/>
    public override string Name => Type == typeof(string) ? "string" : Type == typeof(bool) ? "boolean" : IsNumber ? "number" : "integer";

    /// <inheritdoc/>
    public override string Form { get; }

    public bool IsInteger => Integers.ContainsKey(Type);

    public bool IsNumber => Type == typeof(double) || Type == typeof(float);

    public static ScalarShape? For(Type type) =>
        type == typeof(string) ? new ScalarShape(type, "a string")
        : type == typeof(bool) ? new ScalarShape(type, "true or false")
        : type == typeof(double) || type == typeof(float) ? new ScalarShape(type, "a number")
        : Integers.ContainsKey(type) ? new ScalarShape(type, type == typeof(ulong) || type == typeof(uint) || type == typeof(byte) ? "an integer of at least 0" : "an integer")
        : null;

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context)
    {
        var value = (node as ConfigScalar)?.Value;
        switch (value)
        {
            case string text when Type == typeof(string):
                return new ConstantPlan(text);
            case bool flag when Type == typeof(bool):
                return new ConstantPlan(flag);
            case long or double when Type == typeof(double):
                return new ConstantPlan(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
            case long or double when Type == typeof(float):
                return new ConstantPlan(Convert.ToSingle(value, System.Globalization.CultureInfo.InvariantCulture));
            case long integer when Integers.TryGetValue(Type, out var range):
                return integer >= range.Min && integer <= range.Max
                    ? new ConstantPlan(Convert.ChangeType(integer, Type, System.Globalization.CultureInfo.InvariantCulture))
                    : context.Wrong(node, path, $"an integer from {range.Min} to {range.Max}");
        }

        var suggestion = value is string word && Type == typeof(bool) && word.ToLowerInvariant() is "true" or "false"
            ? ((string)value).ToLowerInvariant()
            : null;
        return context.Wrong(node, path, Form, suggestion);
    }
}
