namespace TorchSharp;

public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager _current;

    private readonly List<DisposeScope> _scopes = [];

    public static ThreadDisposeScopeStatistics Statistics => Current.StatisticsInternal;

    internal static DisposeScopeManager Current => _current ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics StatisticsInternal { get; } = new();

    internal DisposeScope CurrentScope { get; private set; }

    internal DisposeScope New()
    {
        var scope = new DisposeScope(this, CurrentScope);
        _scopes.Add(scope);
        CurrentScope = scope;
        return scope;
    }

    internal void Remove(DisposeScope scope)
    {
        _scopes.Remove(scope);
        CurrentScope = _scopes.Count > 0 ? _scopes[^1] : null;
    }
}
