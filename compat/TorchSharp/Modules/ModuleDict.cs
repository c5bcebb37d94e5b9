namespace TorchSharp.Modules;

public class ModuleDict<T> : nn.Module, IDictionary<string, T>, IList<(string, T)>
    where T : nn.Module
{
    private readonly OrderedDict<string, T> _items = [];

    public ModuleDict()
        : base(nameof(ModuleDict<T>))
    {
    }

    public virtual bool IsReadOnly => false;

    public virtual ICollection<string> Keys => _items.Keys;

    public virtual ICollection<T> Values => _items.Values;

    public virtual int Count => _items.Count;

    public virtual T this[string key]
    {
        get => _items[key];
        set
        {
            _items[key] = value;
            RegisterComponents();
        }
    }

    public virtual (string, T) this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            RegisterComponents();
        }
    }

    public virtual void Add((string, T) item) => Add(item.Item1, item.Item2);

    public virtual void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

    public virtual void Add(string key, T value)
    {
        _items.Add(key, value);
        RegisterComponents();
    }

    public void clear() => Clear();

    public virtual void Clear()
    {
        _items.Clear();
        RegisterComponents();
    }

    public virtual bool Contains((string, T) item) => _items.Contains(item);

    public virtual bool Contains(KeyValuePair<string, T> item) => _items.Contains(item);

    public virtual bool ContainsKey(string key) => _items.ContainsKey(key);

    public virtual void CopyTo((string, T)[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public virtual void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public virtual IEnumerator<(string, T)> GetEnumerator() => _items.GetEnumerator();

    IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, T>>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public virtual int IndexOf((string, T) item) => _items.IndexOf(item);

    public virtual void Insert(int index, (string, T) item)
    {
        _items.Insert(index, item);
        RegisterComponents();
    }

    public IEnumerator<(string, T)> items() => _items.items();

    public IEnumerable<string> keys() => _items.keys();

    public virtual bool Remove((string, T) item) => Changed(_items.Remove(item));

    public virtual bool Remove(string key) => Changed(_items.Remove(key));

    public virtual bool Remove(KeyValuePair<string, T> item) => Changed(_items.Remove(item));

    public virtual void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        RegisterComponents();
    }

    public virtual bool TryGetValue(string key, out T value) => _items.TryGetValue(key, out value);

    public IEnumerable<T> values() => _items.values();

    protected override void RegisterComponents()
    {
        ClearModules();
        foreach (var (key, module) in _items)
        {
            register_module(key, module);
        }
    }

    private bool Changed(bool removed)
    {
        RegisterComponents();
        return removed;
    }
}
