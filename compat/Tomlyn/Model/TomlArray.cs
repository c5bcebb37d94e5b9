using System.Collections;

namespace Tomlyn.Model;

/// <summary>An array of any values.</summary>
public sealed class TomlArray : TomlObject, IList<object?>
{
    private readonly List<object?> items;

    public TomlArray()
        : base(ObjectKind.Array) => items = [];

    public TomlArray(int capacity)
        : base(ObjectKind.Array) => items = new List<object?>(capacity);

    public int Count => items.Count;

    public bool IsReadOnly => false;

    public object? this[int index]
    {
        get => items[index];
        set => items[index] = value;
    }

    public void Add(object? item) => items.Add(item);

    public void Clear() => items.Clear();

    public bool Contains(object? item) => items.Contains(item);

    public void CopyTo(object?[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

    public List<object?>.Enumerator GetEnumerator() => items.GetEnumerator();

    public int IndexOf(object? item) => items.IndexOf(item);

    public void Insert(int index, object? item) => items.Insert(index, item);

    public bool Remove(object? item) => items.Remove(item);

    public void RemoveAt(int index) => items.RemoveAt(index);

    IEnumerator<object?> IEnumerable<object?>.GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
