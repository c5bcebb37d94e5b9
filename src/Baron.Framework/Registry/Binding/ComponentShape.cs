using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A component: a table with <c>type</c>.</summary>
internal sealed class ComponentShape(Type type, string kind) : Shape
{
    public Type Type => type;

    public string Kind => kind;

    /// <inheritdoc/>
    public override string Name => kind;

    /// <inheritdoc/>
    public override string Form => $"a table with type = {Names.WithArticle(kind)}";

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context)
    {
        if (node is not ConfigTable table)
        {
            return context.Wrong(node, path, Form);
        }

        if (Find(table, path, defaultType, context) is not { } component)
        {
            return null;
        }

        if (context.Catalog.Schemas.ObjectOf(component.ImplementationType, out var problem) is not { } schema)
        {
            return context.Error(table.Position, $"{component.QualifiedName} cannot be built from a config: {problem}");
        }

        return context.Nested(table.Position, path, () => schema.Bind(table, path, component, context));
    }

    private ComponentDescriptor? Find(ConfigTable table, string path, string? defaultType, BindContext context)
    {
        if (table["type"] is not { } node)
        {
            // A parameter of one class needs no type: there is nothing to choose.
            if (defaultType is null && context.Catalog.Components.FirstOrDefault(c => c.ImplementationType == type) is { } only)
            {
                return only;
            }

            if (defaultType is not null)
            {
                return Choose(defaultType, table.Position, path, context);
            }

            context.Error(table.Position, $"missing key 'type' {BindContext.In(path)}", Choices(context));
            return null;
        }

        if (node is not ConfigScalar { Value: string name })
        {
            context.Wrong(node, ConfigPath.Append(path, "type"), Choices(context));
            return null;
        }

        return Choose(name, node.Position, path, context);
    }

    private ComponentDescriptor? Choose(string name, SourcePosition position, string path, BindContext context)
    {
        var lookup = context.Catalog.Find(name, type);
        if (lookup.Component is not null)
        {
            return lookup.Component;
        }

        if (lookup.Candidates.Count > 1)
        {
            context.Error(position, $"type '{name}' {BindContext.In(path)} is ambiguous: {ComponentCatalog.AmbiguityText(lookup.Candidates)}");
        }
        else if (lookup.OfOtherKinds.Count > 0)
        {
            context.Error(position, $"type '{name}' {BindContext.In(path)} is {Names.WithArticle(lookup.OfOtherKinds[0].Kind)}", Choices(context));
        }
        else
        {
            var broken = context.Catalog.BrokenPlugins;
            context.Error(
                position,
                $"unknown type '{name}' {BindContext.In(path)}",
                Choices(context),
                context.Catalog.Nearest(name, type),
                broken.Count == 0 ? null : $"{(broken.Count == 1 ? "the plugin" : "the plugins")} {Names.List(broken)} could not be loaded, see `baron list --plugins`");
        }

        return null;
    }

    private string Choices(BindContext context)
    {
        var known = context.Catalog.Assignable(type);
        return known.Count == 0
            ? $"{Names.WithArticle(kind)}, but no plugin brings one"
            : $"{Names.WithArticle(kind)}: {Names.List(known.Select(c => context.Catalog.IsAmbiguous(c) ? c.QualifiedName : c.Name), 24)}";
    }
}
