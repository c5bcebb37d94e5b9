using System.Collections;

namespace Baron.Configuration;

/// <summary>A list of values.</summary>
public sealed class ConfigArray : ConfigNode, IReadOnlyList<ConfigNode>
{
    private readonly ConfigNode[] _items;

    /// <summary>Creates a list.</summary>
    /// <param name="items">The values.</param>
    /// <param name="position">Where the list was written.</param>
    public ConfigArray(IEnumerable<ConfigNode> items, SourcePosition position)
        : base(position) => _items = [.. items];

    private ConfigArray(ConfigArray other, SourcePosition position, SourcePosition? definedAt)
        : base(position)
    {
        _items = other._items;
        DefinedAt = definedAt;
    }

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public ConfigNode this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<ConfigNode> GetEnumerator() => ((IEnumerable<ConfigNode>)_items).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string Describe() => Count == 0 ? "an empty list" : $"a list of {Count}";

    /// <inheritdoc/>
    public override ConfigNode At(SourcePosition position, SourcePosition? definedAt = null) => new ConfigArray(this, position, definedAt);
}
