using Baron.Configuration;
using Baron.Registry.Binding;
using Microsoft.Extensions.DependencyInjection;

namespace Baron.Registry;

/// <summary>
/// Builds components and option records from configs. A config is first checked as a whole, all mistakes in one go, and only
/// then built. Keys are the constructor's parameter names in snake_case; parameters of component kinds take tables with
/// <c>type</c>; parameters whose type the run provides as a service are no keys.
/// </summary>
/// <param name="catalog">What is registered.</param>
/// <param name="services">What the run provides to constructors, such as <see cref="IRandomSource"/>; may be <c>null</c>.</param>
public sealed class ComponentFactory(ComponentCatalog catalog, IServiceProvider? services = null)
{
    /// <summary>What is registered.</summary>
    public ComponentCatalog Catalog { get; } = catalog;

    /// <summary>Checks a config against a type without building anything.</summary>
    /// <typeparam name="T">A component kind, an option record, or anything else a config can hold.</typeparam>
    /// <param name="node">The config.</param>
    /// <param name="path">Where it stands, for messages; empty for a whole file.</param>
    /// <param name="defaultType">The component that a table without <c>type</c> builds.</param>
    public ConfigBinding<T> Bind<T>(ConfigNode node, string path = "", string? defaultType = null)
    {
        var plan = Bind(typeof(T), node, path, defaultType, out var context);
        return new ConfigBinding<T>(node, plan, context, services);
    }

    /// <summary>Checks a config against a type without building anything.</summary>
    /// <param name="type">A component kind, an option record, or anything else a config can hold.</param>
    /// <param name="node">The config.</param>
    /// <param name="path">Where it stands, for messages; empty for a whole file.</param>
    /// <param name="defaultType">The component that a table without <c>type</c> builds.</param>
    public ConfigBinding Bind(Type type, ConfigNode node, string path = "", string? defaultType = null)
    {
        var plan = Bind(type, node, path, defaultType, out var context);
        return new ConfigBinding(node, plan, context, services);
    }

    /// <summary>Checks a config and builds it.</summary>
    /// <typeparam name="T">A component kind, an option record, or anything else a config can hold.</typeparam>
    /// <param name="node">The config.</param>
    /// <param name="path">Where it stands, for messages; empty for a whole file.</param>
    /// <param name="defaultType">The component that a table without <c>type</c> builds.</param>
    /// <exception cref="ConfigException">The config has mistakes, or a constructor refused its arguments.</exception>
    public T Create<T>(ConfigNode node, string path = "", string? defaultType = null) => Bind<T>(node, path, defaultType).Create();

    /// <summary>Checks a config given as TOML text and builds it; for tests and examples.</summary>
    /// <typeparam name="T">A component kind, an option record, or anything else a config can hold.</typeparam>
    /// <param name="toml">The TOML text of the table.</param>
    /// <param name="defaultType">The component that a table without <c>type</c> builds.</param>
    /// <exception cref="ConfigException">The text has mistakes, or a constructor refused its arguments.</exception>
    public T CreateFromToml<T>(string toml, string? defaultType = null) => Create<T>(ConfigDocument.Parse(toml).Root, string.Empty, defaultType);

    private Plan? Bind(Type type, ConfigNode node, string path, string? defaultType, out BindContext context)
    {
        context = new BindContext(Catalog, services?.GetService<IServiceProviderIsService>());
        var shape = Catalog.Schemas.ShapeOf(type)
            ?? throw new ArgumentException($"No config can hold a {type}.", nameof(type));
        return shape.Bind(node, path, defaultType, context);
    }
}
