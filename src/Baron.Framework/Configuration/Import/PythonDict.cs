namespace Baron.Configuration.Import;

/// <summary>A dictionary of a Python config: string keys in the order in which they were written.</summary>
internal sealed class PythonDict
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<(string Key, SourcePosition Position, PythonValue Value)> _items = [];

    /// <summary>Keys, where they were written, and values.</summary>
    public IReadOnlyList<(string Key, SourcePosition Position, PythonValue Value)> Items => _items;

    /// <summary>The number of entries.</summary>
    public int Count => _items.Count;

    /// <summary>Sets a key; one that exists keeps its place.</summary>
    public void Set(string key, SourcePosition position, PythonValue value)
    {
        if (_index.TryGetValue(key, out var at))
        {
            _items[at] = (key, position, value);
            return;
        }

        _index.Add(key, _items.Count);
        _items.Add((key, position, value));
    }

    /// <summary>Where a key was written, or <c>null</c>.</summary>
    public SourcePosition? PositionOf(string key) => _index.TryGetValue(key, out var at) ? _items[at].Position : null;

    /// <summary>The value of a key, or <c>null</c>.</summary>
    public PythonValue? Find(string key) => _index.TryGetValue(key, out var at) ? _items[at].Value : null;
}
