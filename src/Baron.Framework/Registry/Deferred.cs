using Baron.Configuration;
using Baron.Registry.Binding;

namespace Baron.Registry;

/// <summary>
/// A part of a config that is checked with the rest and built later, once or several times, when its owner has what it needs.
/// A parameter <c>Deferred&lt;IDataset&gt; dataset</c> is written in configs exactly like <c>IDataset dataset</c>.
/// </summary>
/// <typeparam name="T">What is built: a component kind, an option record, or anything else a config can hold.</typeparam>
public sealed class Deferred<T>
{
    private readonly DeferredSource? _source;
    private readonly Func<IServiceProvider?, T>? _create;

    internal Deferred(DeferredSource source) => _source = source;

    private Deferred(Func<IServiceProvider?, T> create) => _create = create;

    /// <summary>The config value, <c>null</c> where none was used.</summary>
    public ConfigNode? Node => _source?.Node;

    /// <summary>Where the value stands in the config, such as <c>train_dataloader.dataset</c>.</summary>
    public string Path => _source?.Path ?? string.Empty;

    /// <summary>The component that will be built, <c>null</c> for other values.</summary>
    public ComponentDescriptor? Component => _source?.Component;

    /// <summary>Makes one from code in place of a config.</summary>
    /// <param name="create">Builds the value from the run's services.</param>
    public static Deferred<T> Of(Func<IServiceProvider?, T> create) => new(create);

    /// <summary>Builds the value.</summary>
    /// <param name="services">What the run provides; <c>null</c>: what it provided when the owner was built.</param>
    /// <exception cref="ConfigException">A constructor refused its arguments; the message has the place in the config.</exception>
    public T Create(IServiceProvider? services = null) => _source is null
        ? _create!(services)
        : (T)ConfigBinding.Build(_source.Plan, _source.Catalog, services ?? _source.Services)!;
}
