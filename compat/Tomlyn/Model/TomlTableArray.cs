using System.Collections;

namespace Tomlyn.Model;

/// <summary>An array of tables, written with <c>[[name]]</c> headers.</summary>
public sealed class TomlTableArray : TomlObject, IList<TomlTable>
{
    private readonly List<TomlTable> items = [];

    public TomlTableArray()
        : base(ObjectKind.TableArray)
    {
    }

    public int Count => items.Count;

    public bool IsReadOnly => false;

    public TomlTable this[int index]
    {
        get => items[index];
        set => items[index] = value;
    }

    public void Add(TomlTable item) => items.Add(item);

    public void Clear() => items.Clear();

    public bool Contains(TomlTable item) => items.Contains(item);

    public void CopyTo(TomlTable[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

    public List<TomlTable>.Enumerator GetEnumerator() => items.GetEnumerator();

    public int IndexOf(TomlTable item) => items.IndexOf(item);

    public void Insert(int index, TomlTable item) => items.Insert(index, item);

    public bool Remove(TomlTable item) => items.Remove(item);

    public void RemoveAt(int index) => items.RemoveAt(index);

    IEnumerator<TomlTable> IEnumerable<TomlTable>.GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
