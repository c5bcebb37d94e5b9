using System.Collections;
using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>An array, list or set.</summary>
internal sealed class ListShape(Type type, Type element, Shape item) : Shape
{
    private static readonly HashSet<Type> Definitions =
    [
        typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>), typeof(IList<>), typeof(ICollection<>), typeof(List<>),
        typeof(HashSet<>), typeof(ISet<>), typeof(IReadOnlySet<>),
    ];

    private readonly bool _isSet = !type.IsArray && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(HashSet<>) || definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>));

    public Shape Item => item;

    /// <inheritdoc/>
    public override string Name => $"list of {item.Name}";

    /// <inheritdoc/>
    public override string Form => $"a list, each item {item.Form}";

    public static bool Match(Type type, out Type element)
    {
        element = typeof(object);
        if (type.IsArray && type.GetArrayRank() == 1)
        {
            element = type.GetElementType()!;
            return true;
        }

        if (type.IsGenericType && Definitions.Contains(type.GetGenericTypeDefinition()))
        {
            element = type.GetGenericArguments()[0];
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context)
    {
        if (node is not ConfigArray list)
        {
            return context.Wrong(node, path, Form);
        }

        var plans = new List<Plan>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            if (item.Bind(list[i], $"{path}.{i}", defaultType, context) is { } plan)
            {
                plans.Add(plan);
            }
        }

        return plans.Count == list.Count ? new SequencePlan(plans, Assemble) : null;
    }

    /// <summary>Binds a value that stands for a list of one.</summary>
    public Plan? BindSingle(ConfigNode node, string path, string? defaultType, BindContext context) =>
        item.Bind(node, path, defaultType, context) is { } plan ? new SequencePlan([plan], Assemble) : null;

    private object Assemble(object?[] values)
    {
        if (_isSet || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>)))
        {
            var collection = Activator.CreateInstance((_isSet ? typeof(HashSet<>) : typeof(List<>)).MakeGenericType(element))!;
            if (collection is IList growing)
            {
                foreach (var value in values)
                {
                    growing.Add(value);
                }
            }
            else
            {
                var add = collection.GetType().GetMethod("Add", [element])!;
                foreach (var value in values)
                {
                    add.Invoke(collection, [value]);
                }
            }

            return collection;
        }

        var array = Array.CreateInstance(element, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            array.SetValue(values[i], i);
        }

        return array;
    }
}
