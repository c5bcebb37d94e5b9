namespace TorchSharp;

public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private readonly List<IDisposable> _items = [];
    private readonly Dictionary<IDisposable, int> _others = new(ReferenceEqualityComparer.Instance);
    private bool _disposed;

    internal DisposeScope(DisposeScopeManager manager, DisposeScope outer)
    {
        _manager = manager;
        Outer = outer;
    }

    internal DisposeScope Outer { get; private set; }

    public IReadOnlyList<IDisposable> DisposablesView => _items.ToArray();

    public int DisposablesCount => _items.Count;

    public void Attach(IDisposable disposable)
    {
        if (disposable is Tensor tensor)
        {
            if (tensor.IsInvalid || ReferenceEquals(tensor.OwningScope, this))
            {
                return;
            }

            if (tensor.OwningScope is { } owner)
            {
                owner.Remove(tensor);
            }
            else
            {
                _manager.StatisticsInternal.Attached();
            }

            Add(tensor);
            return;
        }

        if (_others.TryAdd(disposable, _items.Count))
        {
            _items.Add(disposable);
        }
    }

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var list = disposables.ToList();
        foreach (var disposable in list)
        {
            Attach(disposable);
        }

        return list;
    }

    public bool Contains(IDisposable disposable) => disposable is Tensor tensor
        ? ReferenceEquals(tensor.OwningScope, this)
        : _others.ContainsKey(disposable);

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        DetachOne(disposable);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        DetachOne(first);
        DetachOne(second);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        DetachOne(first);
        DetachOne(second);
        DetachOne(third);
        return (first, second, third);
    }

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            DetachOne(disposable);
        }
    }

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        MoveOne(Outer, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        MoveOne(Outer, first);
        MoveOne(Outer, second);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        MoveOne(Outer, first);
        MoveOne(Outer, second);
        MoveOne(Outer, third);
        return (first, second, third);
    }

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            MoveOne(Outer, disposable);
        }
    }

    public T MoveToOther<T>(DisposeScope scope, T disposable)
        where T : IDisposable
    {
        MoveOne(scope, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope scope, T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        MoveOne(scope, first);
        MoveOne(scope, second);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        MoveOne(scope, first);
        MoveOne(scope, second);
        MoveOne(scope, third);
        return (first, second, third);
    }

    public void MoveToOther(DisposeScope scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            MoveOne(scope, disposable);
        }
    }

    public void DisposeEverything() => DisposeEverythingBut();

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = inKeep.ToHashSet(ReferenceEqualityComparer.Instance);
        var all = _items.ToArray();
        foreach (var item in all)
        {
            if (!keep.Contains(item))
            {
                item.Dispose();
                RemoveOther(item);
            }
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        DisposeEverythingBut([first, second, third]);
        return (first, second, third);
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        if (disposable is Tensor tensor)
        {
            if (ReferenceEquals(tensor.OwningScope, this))
            {
                Remove(tensor);
            }
        }
        else
        {
            RemoveOther(disposable);
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            var item = _items[i];
            if (item is Tensor tensor)
            {
                tensor.OwningScope = null;
                tensor.DisposeFromScope();
            }
            else
            {
                item.Dispose();
            }
        }

        _items.Clear();
        _others.Clear();
        _manager.Remove(this);
    }

    internal void Add(Tensor tensor)
    {
        tensor.OwningScope = this;
        tensor.ScopeIndex = _items.Count;
        _items.Add(tensor);
    }

    internal void Remove(Tensor tensor)
    {
        RemoveAt(tensor.ScopeIndex);
        tensor.OwningScope = null;
    }

    private void RemoveOther(IDisposable disposable)
    {
        if (_others.Remove(disposable, out var index))
        {
            RemoveAt(index);
        }
    }

    private void RemoveAt(int index)
    {
        var last = _items.Count - 1;
        if (index != last)
        {
            var moved = _items[last];
            _items[index] = moved;
            if (moved is Tensor tensor)
            {
                tensor.ScopeIndex = index;
            }
            else
            {
                _others[moved] = index;
            }
        }

        _items.RemoveAt(last);
    }

    private void DetachOne(IDisposable disposable)
    {
        if (disposable is Tensor tensor)
        {
            if (tensor.OwningScope is { } owner)
            {
                owner.Remove(tensor);
                _manager.StatisticsInternal.Detached();
            }
        }
        else if (disposable is not null)
        {
            RemoveOther(disposable);
        }
    }

    private void MoveOne(DisposeScope scope, IDisposable disposable)
    {
        if (disposable is null)
        {
            return;
        }

        if (scope is null)
        {
            DetachOne(disposable);
        }
        else if (disposable is Tensor)
        {
            scope.Attach(disposable);
        }
        else
        {
            RemoveOther(disposable);
            scope.Attach(disposable);
        }
    }
}
