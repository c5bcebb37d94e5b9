using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A record of options: a table whose keys are the parameters of its constructor.</summary>
internal sealed class ObjectShape(Type type, SchemaCache cache) : Shape
{
    public Type Type => type;

    /// <summary>The constructor; found when it is first needed, since records may contain themselves.</summary>
    public ObjectSchema? Schema => cache.ObjectOf(type, out _);

    /// <inheritdoc/>
    public override string Name => "table";

    /// <inheritdoc/>
    public override string Form => Schema is null ? "a table" : $"a table with {Names.List(Schema.Keys().Select(p => p.Key), 8)}";

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context)
    {
        if (cache.ObjectOf(type, out var problem) is not { } schema)
        {
            return context.Error(node.Position, $"{BindContext.Subject(path)} cannot be read: {problem}");
        }

        return node is ConfigTable table
            ? context.Nested(node.Position, path, () => schema.Bind(table, path, null, context))
            : context.Wrong(node, path, Form);
    }
}
