namespace TorchSharp.Modules;

public class ParameterDict : nn.Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
{
    private readonly OrderedDict<string, Parameter> _items = [];

    public ParameterDict()
        : base(nameof(ParameterDict))
    {
    }

    public virtual bool IsReadOnly => false;

    public virtual ICollection<string> Keys => _items.Keys;

    public virtual ICollection<Parameter> Values => _items.Values;

    public virtual int Count => _items.Count;

    public virtual Parameter this[string key]
    {
        get => _items[key];
        set
        {
            _items[key] = value;
            RegisterComponents();
        }
    }

    public virtual (string, Parameter) this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            RegisterComponents();
        }
    }

    public virtual void Add((string, Parameter) item) => Add(item.Item1, item.Item2);

    public virtual void Add(KeyValuePair<string, Parameter> item) => Add(item.Key, item.Value);

    public virtual void Add(string key, Parameter value)
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

    public virtual bool Contains((string, Parameter) item) => _items.Contains(item);

    public virtual bool Contains(KeyValuePair<string, Parameter> item) => _items.Contains(item);

    public virtual bool ContainsKey(string key) => _items.ContainsKey(key);

    public virtual void CopyTo((string, Parameter)[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public virtual void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public virtual IEnumerator<(string, Parameter)> GetEnumerator() => _items.GetEnumerator();

    IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, Parameter>>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public virtual int IndexOf((string, Parameter) item) => _items.IndexOf(item);

    public virtual void Insert(int index, (string, Parameter) item)
    {
        _items.Insert(index, item);
        RegisterComponents();
    }

    public IEnumerator<(string, Parameter)> items() => _items.items();

    public IEnumerable<string> keys() => _items.keys();

    public virtual bool Remove((string, Parameter) item) => Changed(_items.Remove(item));

    public virtual bool Remove(string key) => Changed(_items.Remove(key));

    public virtual bool Remove(KeyValuePair<string, Parameter> item) => Changed(_items.Remove(item));

    public virtual void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        RegisterComponents();
    }

    public virtual bool TryGetValue(string key, out Parameter value) => _items.TryGetValue(key, out value);

    public IEnumerable<Parameter> values() => _items.values();

    protected override void RegisterComponents()
    {
        ClearParameters();
        foreach (var (key, parameter) in _items)
        {
            register_parameter(key, parameter);
        }
    }

    private bool Changed(bool removed)
    {
        RegisterComponents();
        return removed;
    }
}
