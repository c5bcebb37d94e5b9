using System.Reflection;
using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A value of an enum, in snake_case or exactly as in C#.</summary>
internal sealed class EnumShape : Shape
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    public EnumShape(Type type)
    {
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var spelling = field.GetCustomAttribute<ConfigKeyAttribute>()?.Key ?? SnakeCase.Of(field.Name);
            Spellings.Add(spelling);
            _values[spelling] = field.GetValue(null)!;
            _values.TryAdd(field.Name, field.GetValue(null)!);
        }
    }

    /// <summary>The spellings to write.</summary>
    public List<string> Spellings { get; } = [];

    /// <inheritdoc/>
    public override string Name => string.Join(" | ", Spellings.Select(s => $"\"{s}\""));

    /// <inheritdoc/>
    public override string Form => $"one of {string.Join(", ", Spellings.Select(s => $"\"{s}\""))}";

    /// <summary>The spelling of a value.</summary>
    public string SpellingOf(object value) => Spellings.FirstOrDefault(s => _values[s].Equals(value)) ?? value.ToString()!;

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context)
    {
        if (node is ConfigScalar { Value: string text })
        {
            return _values.TryGetValue(text, out var value)
                ? new ConstantPlan(value)
                : context.Wrong(node, path, Form, NearestName.Find(text, Spellings));
        }

        return context.Wrong(node, path, Form);
    }

    /// <summary>The value of a spelling, for keys of dictionaries.</summary>
    public bool TryParse(string text, out object? value) => _values.TryGetValue(text, out value);
}
