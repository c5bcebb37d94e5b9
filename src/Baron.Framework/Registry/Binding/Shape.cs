using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>What a config may write for a type.</summary>
internal abstract class Shape
{
    /// <summary>The form in a word or two, as a table of parameters shows it: <c>integer</c>, <c>list of number</c>, <c>backbone</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The form in words, as in "expected ...".</summary>
    public abstract string Form { get; }

    /// <summary>Checks a value and returns how to make it, or <c>null</c> after reporting what is wrong.</summary>
    /// <param name="node">The value.</param>
    /// <param name="path">Its path.</param>
    /// <param name="defaultType">The component that a table without <c>type</c> builds.</param>
    /// <param name="context">Collects findings.</param>
    public abstract Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context);
}
