using System.Collections;
using System.Globalization;
using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A dictionary, written as a table with keys of the user's choice.</summary>
internal sealed class DictionaryShape(Type key, Type value, Shape item) : Shape
{
    private readonly EnumShape? _enum = key.IsEnum ? new EnumShape(key) : null;

    public Shape Item => item;

    /// <inheritdoc/>
    public override string Name => $"table of {item.Name}";

    /// <inheritdoc/>
    public override string Form => $"a table, each value {item.Form}";

    public static bool Match(Type type, out Type key, out Type value)
    {
        (key, value) = (typeof(string), typeof(object));
        if (!type.IsGenericType)
        {
            return false;
        }

        var definition = type.GetGenericTypeDefinition();
        if (definition != typeof(IReadOnlyDictionary<,>) && definition != typeof(IDictionary<,>) && definition != typeof(Dictionary<,>))
        {
            return false;
        }

        var arguments = type.GetGenericArguments();
        (key, value) = (arguments[0], arguments[1]);
        return true;
    }

    public static bool CanBeKey(Type type) => type == typeof(string) || type == typeof(int) || type == typeof(long) || type.IsEnum;

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context)
    {
        if (node is not ConfigTable table)
        {
            return context.Wrong(node, path, Form);
        }

        var keys = new List<object>();
        var plans = new List<Plan>();
        var failed = false;
        foreach (var entry in table.Entries)
        {
            var parsed = ParseKey(entry.Key);
            if (parsed is null)
            {
                context.Error(entry.KeyPosition, $"'{entry.Key}' is a key of {BindContext.Subject(path)}", _enum?.Form ?? "an integer as key", _enum is null ? null : NearestName.Find(entry.Key, _enum.Spellings));
            }

            var plan = item.Bind(entry.Value, ConfigPath.Append(path, entry.Key), defaultType, context);
            if (parsed is null || plan is null)
            {
                failed = true;
                continue;
            }

            keys.Add(parsed);
            plans.Add(plan);
        }

        return failed ? null : new SequencePlan(plans, values => Assemble(keys, values));
    }

    private object? ParseKey(string text)
    {
        if (_enum is not null)
        {
            return _enum.TryParse(text, out var parsed) ? parsed : null;
        }

        if (key == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) ? small : null;
        }

        if (key == typeof(long))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large) ? large : null;
        }

        return text;
    }

    private object Assemble(List<object> keys, object?[] values)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
        for (var i = 0; i < values.Length; i++)
        {
            dictionary[keys[i]] = values[i];
        }

        return dictionary;
    }
}
