using Baron.Registry.Binding;

namespace Baron.Registry;

/// <summary>The help of components, from the XML documentation beside their assemblies.</summary>
public static class ComponentHelp
{
    /// <summary>The first sentence about a component; empty where the plugin does not say.</summary>
    /// <param name="component">The component.</param>
    public static string OneLine(ComponentDescriptor component)
    {
        var text = Summary(component.ImplementationType);
        for (var i = 0; i < text.Length - 1; i++)
        {
            // "e.g. 3x3" is no end of a sentence: the next one begins with a capital.
            if (text[i] is '.' or '!' or '?' && text[i + 1] == ' ' && (i + 2 >= text.Length || char.IsUpper(text[i + 2])))
            {
                return text[..i].TrimEnd();
            }
        }

        return text.TrimEnd('.');
    }

    /// <summary>All there is to know about a component.</summary>
    /// <param name="component">The component.</param>
    /// <param name="catalog">The catalog that it is in.</param>
    /// <exception cref="BaronException">Its constructor cannot be bound to configs.</exception>
    public static ComponentDescription Describe(ComponentDescriptor component, ComponentCatalog catalog)
    {
        var schema = catalog.Schemas.ObjectOf(component.ImplementationType, out var problem)
            ?? throw new BaronException($"{component.QualifiedName} cannot be built from a config: {problem}.");
        return new ComponentDescription(
            component,
            Summary(component.ImplementationType),
            XmlDocumentation.Of(component.ImplementationType.Assembly).Remarks(component.ImplementationType),
            Parameters(schema, []),
            [.. schema.Parameters.Where(p => p.IsService(null)).Select(p => p.Type.Name)]);
    }

    internal static string Of(ObjectSchema schema, ParameterSchema parameter)
    {
        // A constructor that only passes a parameter on to its base need not say again what it is.
        for (var type = schema.Type; type is not null && type != typeof(object); type = type.BaseType)
        {
            var documentation = XmlDocumentation.Of(type.Assembly);
            foreach (var constructor in type == schema.Type ? [schema.Constructor] : type.GetConstructors())
            {
                var text = documentation.Parameter(constructor, parameter.Info.Name!);
                if (text.Length > 0)
                {
                    return text;
                }
            }
        }

        return string.Empty;
    }

    internal static string Summary(Type type)
    {
        for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
        {
            var text = XmlDocumentation.Of(current.Assembly).Summary(current);
            if (text.Length > 0)
            {
                return text;
            }
        }

        return string.Empty;
    }

    private static List<ParameterDescription> Parameters(ObjectSchema schema, HashSet<Type> open)
    {
        var result = new List<ParameterDescription>();
        if (!open.Add(schema.Type))
        {
            return result;
        }

        foreach (var parameter in schema.Keys().OrderBy(p => p.IsRequired ? 0 : 1))
        {
            var options = parameter.Shape switch
            {
                ObjectShape shape => shape.Schema,
                ListShape { Item: ObjectShape item } => item.Schema,
                DictionaryShape { Item: ObjectShape item } => item.Schema,
                _ => null,
            };
            result.Add(new ParameterDescription(
                parameter.IsExtraKeys ? "(any other key)" : parameter.Key,
                parameter.IsExtraKeys && parameter.Shape is DictionaryShape extra ? extra.Item.Name : parameter.FormName,
                parameter.IsRequired,
                parameter.DefaultText ?? (parameter.DefaultComponent is { } type && !parameter.HasDefault ? $"{{ type = \"{type}\" }}" : null),
                Of(schema, parameter),
                options is null ? [] : Parameters(options, open)));
        }

        open.Remove(schema.Type);
        return result;
    }
}
