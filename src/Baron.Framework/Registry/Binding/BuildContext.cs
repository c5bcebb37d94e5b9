namespace Baron.Registry.Binding;

/// <summary>One building of a checked config.</summary>
internal sealed class BuildContext(ComponentCatalog catalog, IServiceProvider? services)
{
    private readonly Stack<IDisposable> _built = new();

    /// <summary>What the run provides.</summary>
    public IServiceProvider? Services { get; } = services;

    /// <summary>A service, or <c>null</c>.</summary>
    public object? Service(Type type) =>
        type == typeof(ComponentFactory) ? new ComponentFactory(catalog, Services)
        : type == typeof(ComponentCatalog) ? catalog
        : type == typeof(IServiceProvider) ? Services
        : Services?.GetService(type);

    /// <summary>Remembers what was built, in case a later part fails.</summary>
    public void Track(object built)
    {
        if (built is IDisposable disposable)
        {
            _built.Push(disposable);
        }
    }

    /// <summary>Disposes everything built so far, last first.</summary>
    public void Abandon()
    {
        while (_built.TryPop(out var disposable))
        {
            disposable.Dispose();
        }
    }
}
