namespace TorchSharp.Modules;

public class ModuleList<T> : nn.Module, IList<T>
    where T : nn.Module
{
    private readonly List<T> _items = [];

    public ModuleList(params T[] modules)
        : base(nameof(ModuleList<T>))
    {
        extend(modules);
    }

    public virtual int Count => _items.Count;

    public virtual bool IsReadOnly => false;

    public virtual T this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            RegisterComponents();
        }
    }

    public virtual void Add(T item)
    {
        register_module(_items.Count.ToString(CultureInfo.InvariantCulture), item);
        _items.Add(item);
    }

    public void append(params T[] parameters) => extend(parameters);

    public void extend(IEnumerable<T> modules)
    {
        foreach (var module in modules)
        {
            Add(module);
        }
    }

    public virtual void Clear()
    {
        _items.Clear();
        ClearModules();
    }

    public virtual bool Contains(T item) => _items.Contains(item);

    public virtual void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public virtual IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public virtual int IndexOf(T item) => _items.IndexOf(item);

    public virtual void Insert(int index, T item)
    {
        _items.Insert(index, item);
        RegisterComponents();
    }

    public virtual bool Remove(T item)
    {
        var removed = _items.Remove(item);
        RegisterComponents();
        return removed;
    }

    public virtual void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        RegisterComponents();
    }

    protected override void RegisterComponents()
    {
        ClearModules();
        for (var i = 0; i < _items.Count; i++)
        {
            register_module(i.ToString(CultureInfo.InvariantCulture), _items[i]);
        }
    }
}
