using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A value that is checked now and made later.</summary>
internal sealed class DeferredShape(Type type, Shape inner) : Shape
{
    public Shape Inner => inner;

    /// <inheritdoc/>
    public override string Name => inner.Name;

    /// <inheritdoc/>
    public override string Form => inner.Form;

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context) =>
        inner.Bind(node, path, defaultType, context) is { } plan
            ? new DeferredPlan(type, new DeferredSource(plan, node, path, (plan as ObjectPlan)?.Component, context.Catalog, null))
            : null;
}
