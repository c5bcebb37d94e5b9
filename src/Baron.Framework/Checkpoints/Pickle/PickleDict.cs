using System.Diagnostics.CodeAnalysis;

namespace Baron.Checkpoints.Pickle;

/// <summary>A Python dictionary in insertion order.</summary>
internal sealed class PickleDict
{
    private readonly List<KeyValuePair<object?, object?>> _items = [];
    private Dictionary<string, int>? _index;

    /// <summary>Keys and values.</summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Items => _items;

    /// <summary>Adds an entry.</summary>
    /// <exception cref="CheckpointFormatException">The name is there already.</exception>
    public void Add(object? key, object? value)
    {
        // Keys other than strings are never looked up, so they need no index (and no hash that a crafted key could make slow).
        if (key is string name && !(_index ??= new Dictionary<string, int>(StringComparer.Ordinal)).TryAdd(name, _items.Count))
        {
            throw new CheckpointFormatException($"it has two entries named '{name}' in one dictionary");
        }

        _items.Add(new KeyValuePair<object?, object?>(key, value));
    }

    /// <summary>Looks a name up.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out object value)
    {
        if (_index is not null && _index.TryGetValue(name, out var at) && _items[at].Value is { } found)
        {
            value = found;
            return true;
        }

        value = null;
        return false;
    }
}
