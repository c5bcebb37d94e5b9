namespace TorchSharp.Modules;

public class ParameterList : nn.Module, IList<Parameter>
{
    private readonly List<Parameter> _items = [];

    public ParameterList(params Parameter[] parameters)
        : base(nameof(ParameterList))
    {
        extend(parameters);
    }

    public virtual int Count => _items.Count;

    public virtual bool IsReadOnly => false;

    public virtual Parameter this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            RegisterComponents();
        }
    }

    public virtual void Add(Parameter item)
    {
        register_parameter(_items.Count.ToString(CultureInfo.InvariantCulture), item);
        _items.Add(item);
    }

    public void append(params Parameter[] parameters) => extend(parameters);

    public void extend(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            Add(parameter);
        }
    }

    public virtual void Clear()
    {
        _items.Clear();
        ClearParameters();
    }

    public virtual bool Contains(Parameter item) => _items.Contains(item);

    public virtual void CopyTo(Parameter[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public virtual IEnumerator<Parameter> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public virtual int IndexOf(Parameter item) => _items.IndexOf(item);

    public virtual void Insert(int index, Parameter item)
    {
        _items.Insert(index, item);
        RegisterComponents();
    }

    public virtual bool Remove(Parameter item)
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
        ClearParameters();
        for (var i = 0; i < _items.Count; i++)
        {
            register_parameter(i.ToString(CultureInfo.InvariantCulture), _items[i]);
        }
    }
}
