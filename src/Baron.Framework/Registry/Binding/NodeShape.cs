using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A parameter that takes the config value itself.</summary>
internal sealed class NodeShape(Type type) : Shape
{
    /// <inheritdoc/>
    public override string Name => type == typeof(ConfigTable) ? "table" : type == typeof(ConfigArray) ? "list" : type == typeof(ConfigScalar) ? "scalar" : "any";

    /// <inheritdoc/>
    public override string Form =>
        type == typeof(ConfigTable) ? "a table" : type == typeof(ConfigArray) ? "a list" : type == typeof(ConfigScalar) ? "a string, number, boolean or date" : "any value";

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context) =>
        type.IsInstanceOfType(node) ? new ConstantPlan(node) : context.Wrong(node, path, Form);
}
