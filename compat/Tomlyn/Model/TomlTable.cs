using System.Collections;

namespace Tomlyn.Model;

/// <summary>A table; keys keep the order in which they were added.</summary>
public sealed class TomlTable : TomlObject, IDictionary<string, object>
{
    private readonly OrderedDictionary<string, object> items = new(StringComparer.Ordinal);

    public TomlTable()
        : this(false)
    {
    }

    /// <param name="inline">Whether it is written as <c>{ ... }</c>.</param>
    public TomlTable(bool inline)
        : base(inline ? ObjectKind.InlineTable : ObjectKind.Table)
    {
    }

    public int Count => items.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => items.Keys;

    public ICollection<object> Values => items.Values;

    public object this[string key]
    {
        get => items[key];
        set => items[key] = value;
    }

    public void Add(string key, object value) => items.Add(key, value);

    public void Clear() => items.Clear();

    public bool ContainsKey(string key) => items.ContainsKey(key);

    public Enumerator GetEnumerator() => new(items.GetEnumerator());

    public bool Remove(string key) => items.Remove(key);

    public bool TryGetValue(string key, out object value) => items.TryGetValue(key, out value!);

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => items.Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) =>
        items.TryGetValue(item.Key, out var value) && Equals(value, item.Value);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object>>)items).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object>>)items).Remove(item);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public struct Enumerator : IEnumerator<KeyValuePair<string, object>>
    {
        private OrderedDictionary<string, object>.Enumerator inner;

        internal Enumerator(OrderedDictionary<string, object>.Enumerator inner) => this.inner = inner;

        public readonly KeyValuePair<string, object> Current => inner.Current;

        readonly object IEnumerator.Current => inner.Current;

        public readonly void Dispose()
        {
        }

        public bool MoveNext() => inner.MoveNext();

        public void Reset() => Restart(ref inner);

        private static void Restart<T>(ref T enumerator)
            where T : IEnumerator => enumerator.Reset();
    }
}
