namespace TorchSharp.Utils;

/// <summary>A dictionary that remembers the order in which its keys came.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
{
    private readonly Dictionary<TKey, TValue> _values = [];
    private readonly List<TKey> _order = [];

    public virtual bool IsReadOnly => false;

    public virtual ICollection<TKey> Keys => _order.ToList();

    public virtual ICollection<TValue> Values => _order.Select(k => _values[k]).ToList();

    public virtual int Count => _order.Count;

    public virtual TValue this[TKey key]
    {
        get => _values[key];
        set
        {
            if (!_values.ContainsKey(key))
            {
                _order.Add(key);
            }

            _values[key] = value;
        }
    }

    public virtual (TKey, TValue) this[int index]
    {
        get => (_order[index], _values[_order[index]]);
        set
        {
            var (key, item) = value;
            var at = _order.IndexOf(key);
            if (at >= 0 && at != index)
            {
                throw new ArgumentException($"The key '{key}' is at another place already.", nameof(value));
            }

            _values.Remove(_order[index]);
            _order[index] = key;
            _values[key] = item;
        }
    }

    public virtual void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    public virtual void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public virtual void Add(TKey key, TValue value)
    {
        _values.Add(key, value);
        _order.Add(key);
    }

    public void clear() => Clear();

    public virtual void Clear()
    {
        _values.Clear();
        _order.Clear();
    }

    public virtual bool Contains((TKey, TValue) item) => TryGetValue(item.Item1, out var value) && EqualityComparer<TValue>.Default.Equals(value, item.Item2);

    public virtual bool Contains(KeyValuePair<TKey, TValue> item) => Contains((item.Key, item.Value));

    public virtual bool ContainsKey(TKey key) => _values.ContainsKey(key);

    public virtual void CopyTo((TKey, TValue)[] array, int arrayIndex)
    {
        foreach (var key in _order)
        {
            array[arrayIndex++] = (key, _values[key]);
        }
    }

    public virtual void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var key in _order)
        {
            array[arrayIndex++] = new(key, _values[key]);
        }
    }

    public virtual IEnumerator<(TKey, TValue)> GetEnumerator() => _order.Select(k => (k, _values[k])).GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        _order.Select(k => new KeyValuePair<TKey, TValue>(k, _values[k])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public virtual int IndexOf((TKey, TValue) item) => Contains(item) ? _order.IndexOf(item.Item1) : -1;

    public virtual void Insert(int index, (TKey, TValue) item)
    {
        _values.Add(item.Item1, item.Item2);
        _order.Insert(index, item.Item1);
    }

    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();

    public IEnumerable<TKey> keys() => Keys;

    public virtual bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);

    public virtual bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public virtual bool Remove(TKey key) => _values.Remove(key) && _order.Remove(key);

    public virtual void RemoveAt(int index) => Remove(_order[index]);

    public virtual bool TryGetValue(TKey key, out TValue value) => _values.TryGetValue(key, out value);

    public IEnumerable<TValue> values() => Values;
}
