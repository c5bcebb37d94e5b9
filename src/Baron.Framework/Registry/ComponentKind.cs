using System.Reflection;

namespace Baron.Registry;

/// <summary>Finds the kinds of types.</summary>
internal static class ComponentKind
{
    /// <summary>The kinds that a type carries: the most derived ones of each inheritance chain.</summary>
    /// <param name="type">A class or interface.</param>
    /// <returns>The carrying types with their kinds.</returns>
    public static IReadOnlyList<(string Kind, Type Carrier)> Of(Type type)
    {
        var carriers = new List<(string Kind, Type Carrier)>();
        foreach (var candidate in Ancestors(type))
        {
            if (candidate.GetCustomAttribute<ComponentKindAttribute>(inherit: false) is { } attribute)
            {
                carriers.Add((attribute.Kind, candidate));
            }
        }

        return carriers.Count <= 1
            ? carriers
            : [.. carriers.Where(c => !carriers.Any(other => other.Carrier != c.Carrier && c.Carrier.IsAssignableFrom(other.Carrier)))];
    }

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
        {
            yield return current;
        }

        foreach (var contract in type.GetInterfaces())
        {
            yield return contract;
        }
    }
}
