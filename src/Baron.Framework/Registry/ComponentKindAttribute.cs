namespace Baron.Registry;

/// <summary>
/// Makes an interface (or abstract class) a kind of component: <c>[ComponentKind("backbone")] interface IBackbone</c>.
/// A constructor parameter of that type is bound from a config table with a <c>type</c>. Plugins may bring kinds of their own.
/// When a class implements several kinds of one inheritance chain, the most derived one counts.
/// </summary>
/// <param name="kind">The kind's name in <c>baron list KIND</c>, in snake_case.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class, Inherited = false)]
public sealed class ComponentKindAttribute(string kind) : Attribute
{
    /// <summary>The kind's name.</summary>
    public string Kind { get; } = kind;
}
