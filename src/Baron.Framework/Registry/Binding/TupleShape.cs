using System.Reflection;
using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A tuple, written as a list of fixed length.</summary>
internal sealed class TupleShape(Type type, IReadOnlyList<Shape> items) : Shape
{
    private readonly ConstructorInfo _constructor = type.GetConstructor(type.GetGenericArguments())!;

    public IReadOnlyList<Shape> Items => items;

    /// <inheritdoc/>
    public override string Name => $"[{string.Join(", ", items.Select(i => i.Name))}]";

    /// <inheritdoc/>
    public override string Form => $"a list of {items.Count}: [{string.Join(", ", items.Select(i => i.Form))}]";

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context)
    {
        if (node is not ConfigArray list || list.Count != items.Count)
        {
            return context.Wrong(node, path, Form);
        }

        var plans = new List<Plan>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Bind(list[i], $"{path}.{i}", defaultType, context) is { } plan)
            {
                plans.Add(plan);
            }
        }

        return plans.Count == items.Count ? new SequencePlan(plans, values => _constructor.Invoke(values)) : null;
    }
}
