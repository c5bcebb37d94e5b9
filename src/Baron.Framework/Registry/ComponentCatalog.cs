using System.Reflection;
using Baron.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baron.Registry;

/// <summary>
/// What is registered: components by name and kind. Assemblies are scanned for classes with <see cref="ComponentAttribute"/>;
/// nothing is instantiated and no documentation is read here.
/// </summary>
public sealed class ComponentCatalog
{
    private readonly List<ComponentDescriptor> _components = [];
    private readonly Dictionary<string, List<ComponentDescriptor>> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<Assembly> _assemblies = [];

    /// <summary>All components, in the order of registration.</summary>
    public IReadOnlyList<ComponentDescriptor> Components => _components;

    /// <summary>The kinds that have components, in alphabetical order.</summary>
    public IReadOnlyList<string> Kinds => [.. _components.Select(c => c.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Plugins that could not be loaded, or not entirely: an unknown name may be one of theirs.</summary>
    public IReadOnlyList<string> BrokenPlugins { get; set; } = [];

    /// <summary>The shapes of parameters and components, found when they are needed.</summary>
    internal Binding.SchemaCache Schemas { get; } = new();

    /// <summary>A catalog with the framework's own components (datasets, transforms, hooks, optimisers, metrics, ...).</summary>
    public static ComponentCatalog CreateDefault()
    {
        var catalog = new ComponentCatalog();
        var framework = typeof(ComponentCatalog).Assembly;
        catalog.Register(framework, framework.GetName().Name!, framework.GetName().Version?.ToString(3) ?? "0.0.0");
        return catalog;
    }

    /// <summary>Registers the components of an assembly.</summary>
    /// <param name="assembly">The assembly; registering it again does nothing.</param>
    /// <param name="plugin">The plugin's name.</param>
    /// <param name="version">The plugin's version.</param>
    /// <returns>What is wrong with types of the assembly; empty when all is well.</returns>
    public IReadOnlyList<RegistrationDiagnostic> Register(Assembly assembly, string plugin, string version)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var diagnostics = new List<RegistrationDiagnostic>();
        if (!_assemblies.Add(assembly))
        {
            return diagnostics;
        }

        Type[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            types = [.. e.Types.OfType<Type>()];
            foreach (var message in e.LoaderExceptions.OfType<Exception>().Select(inner => inner.Message.ReplaceLineEndings(" ").Trim()).Distinct(StringComparer.Ordinal))
            {
                diagnostics.Add(new RegistrationDiagnostic(plugin, string.Empty, $"some of its types cannot be loaded: {message}"));
            }
        }

        Register(types, plugin, version, diagnostics);
        return diagnostics;
    }

    /// <summary>Registers single types, for tests and for applications that bring components without a plugin.</summary>
    /// <param name="types">Classes with <see cref="ComponentAttribute"/>; others are passed over.</param>
    /// <param name="plugin">The plugin's name.</param>
    /// <param name="version">The plugin's version.</param>
    /// <returns>What is wrong with the types.</returns>
    public IReadOnlyList<RegistrationDiagnostic> Register(IEnumerable<Type> types, string plugin, string version)
    {
        var diagnostics = new List<RegistrationDiagnostic>();
        Register([.. types], plugin, version, diagnostics);
        return diagnostics;
    }

    /// <summary>The components of a kind, by name.</summary>
    /// <param name="kind">The kind, such as <c>backbone</c>.</param>
    public IReadOnlyList<ComponentDescriptor> OfKind(string kind) =>
        [.. _components.Where(c => c.Kind == kind).OrderBy(c => c.Name, StringComparer.Ordinal)];

    /// <summary>The components that can stand for a parameter type, by name.</summary>
    /// <param name="serviceType">An interface or class.</param>
    public IReadOnlyList<ComponentDescriptor> Assignable(Type serviceType) =>
        [.. _components.Where(c => serviceType.IsAssignableFrom(c.ImplementationType)).OrderBy(c => c.Name, StringComparer.Ordinal)];

    /// <summary>Searches a component.</summary>
    /// <param name="name"><c>Name</c> or <c>Plugin/Name</c>.</param>
    /// <param name="serviceType">What it must implement; <c>null</c>: anything.</param>
    public ComponentLookup Find(string name, Type? serviceType = null)
    {
        var slash = name.LastIndexOf('/');
        var named = _byName.TryGetValue(name[(slash + 1)..], out var list) ? list : [];
        if (slash >= 0)
        {
            var plugin = name[..slash];
            named = [.. named.Where(c => string.Equals(c.Plugin, plugin, StringComparison.Ordinal))];
        }

        var fitting = named.Where(c => serviceType is null || serviceType.IsAssignableFrom(c.ImplementationType)).ToList();
        return new ComponentLookup(fitting.Count == 1 ? fitting[0] : null, fitting, [.. named.Except(fitting)]);
    }

    /// <summary>Finds the one component of a name, or explains why there is none; for commands such as <c>baron describe</c>.</summary>
    /// <param name="name"><c>Name</c> or <c>Plugin/Name</c>.</param>
    /// <exception cref="BaronException">There is none, or several.</exception>
    public ComponentDescriptor Get(string name)
    {
        var lookup = Find(name);
        if (lookup.Component is not null)
        {
            return lookup.Component;
        }

        if (lookup.Candidates.Count > 1)
        {
            throw new BaronException($"'{name}' is ambiguous: {AmbiguityText(lookup.Candidates)}.");
        }

        var nearest = Nearest(name, null);
        throw new BaronException($"No component is called '{name}'{(nearest is null ? string.Empty : $"; did you mean '{nearest}'?")} `baron list` shows what is registered.");
    }

    /// <summary>The nearest registered name.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="serviceType">What it must implement; <c>null</c>: anything.</param>
    public string? Nearest(string name, Type? serviceType)
    {
        var components = serviceType is null ? _components : Assignable(serviceType);
        return name.Contains('/', StringComparison.Ordinal)
            ? NearestName.Find(name, components.Select(c => c.QualifiedName)) ?? NearestName.Find(name[(name.LastIndexOf('/') + 1)..], components.Select(c => c.Name))
            : NearestName.Find(name, components.Select(c => c.Name));
    }

    /// <summary>Whether another plugin has a component of the same name and kind, so that configs must write <c>Plugin/Name</c>.</summary>
    /// <param name="component">The component.</param>
    public bool IsAmbiguous(ComponentDescriptor component) =>
        _byName[component.Name].Any(other => other != component && other.Kind == component.Kind);

    /// <summary>Names the plugins that share a name, and what to write instead.</summary>
    /// <param name="candidates">The components of one name.</param>
    internal static string AmbiguityText(IReadOnlyList<ComponentDescriptor> candidates)
    {
        var plugins = candidates.Select(c => c.Plugin).Distinct(StringComparer.Ordinal).ToList();
        return plugins.Count > 1
            ? $"the plugins {string.Join(" and ", plugins)} both have it; write {string.Join(" or ", candidates.Select(c => $"'{c.QualifiedName}'"))}"
            : $"{plugins[0]} has it as {string.Join(" and as ", candidates.Select(c => c.Kind))}";
    }

    private void Register(Type[] types, string plugin, string version, List<RegistrationDiagnostic> diagnostics)
    {
        var marked = new List<Type>();
        foreach (var type in types)
        {
            try
            {
                if (type.IsDefined(typeof(ComponentAttribute), inherit: false))
                {
                    marked.Add(type);
                }
            }
            catch (Exception e) when (e is IOException or TypeLoadException or BadImageFormatException or CustomAttributeFormatException)
            {
                diagnostics.Add(new RegistrationDiagnostic(plugin, type.FullName ?? type.Name, $"its attributes cannot be read: {e.Message}"));
            }
        }

        if (marked.Count == 0)
        {
            return;
        }

        var services = new ServiceCollection();
        services.Scan(scan => scan
            .FromTypes(marked)
            .AddClasses(classes => classes.WithAttribute<ComponentAttribute>(), publicOnly: true)
            .AsSelf()
            .WithTransientLifetime());
        var found = services.Select(service => service.ServiceType).ToHashSet();
        foreach (var type in marked)
        {
            try
            {
                foreach (var attribute in type.GetCustomAttributes<ComponentAttribute>(inherit: false))
                {
                    Add(type, attribute, found.Contains(type), plugin, version, diagnostics);
                }
            }
            catch (Exception e) when (e is IOException or TypeLoadException or BadImageFormatException or CustomAttributeFormatException)
            {
                diagnostics.Add(new RegistrationDiagnostic(plugin, type.FullName ?? type.Name, $"it cannot be loaded: {e.Message}"));
            }
        }
    }

    private void Add(Type type, ComponentAttribute attribute, bool isPublicClass, string plugin, string version, List<RegistrationDiagnostic> diagnostics)
    {
        if (_byName.TryGetValue(attribute.Name, out var known) && known.Exists(other => other.ImplementationType == type))
        {
            return;
        }

        var problem = Problem(type, attribute, isPublicClass, out var kind, out var carrier);
        if (problem is null && _byName.TryGetValue(attribute.Name, out var others)
            && others.FirstOrDefault(other => other.Plugin == plugin && other.Kind == kind) is { } twin)
        {
            problem = $"the name '{attribute.Name}' is already that of {twin.ImplementationType.FullName}; give it another";
        }

        if (problem is not null)
        {
            diagnostics.Add(new RegistrationDiagnostic(plugin, type.FullName ?? type.Name, problem));
            return;
        }

        var component = new ComponentDescriptor(attribute.Name, kind!, carrier!, type, plugin, version);
        _components.Add(component);
        if (!_byName.TryGetValue(component.Name, out var list))
        {
            _byName[component.Name] = list = [];
        }

        list.Add(component);
    }

    private static string? Problem(Type type, ComponentAttribute attribute, bool isPublicClass, out string? kind, out Type? carrier)
    {
        (kind, carrier) = (null, null);
        if (string.IsNullOrWhiteSpace(attribute.Name) || attribute.Name.Contains('/', StringComparison.Ordinal))
        {
            return $"'{attribute.Name}' is no name for a component: it must not be empty or contain '/'";
        }

        if (type.IsAbstract || type.IsGenericTypeDefinition)
        {
            return "it has [Component] but is abstract or generic, so that nothing can be built of it";
        }

        if (!isPublicClass)
        {
            return "it has [Component] but is not public";
        }

        var kinds = ComponentKind.Of(type);
        if (attribute.Kind is not null)
        {
            kinds = [.. kinds.Where(k => k.Kind == attribute.Kind)];
            if (kinds.Count == 0)
            {
                return $"it has [Component(Kind = \"{attribute.Kind}\")] but implements no interface of that kind";
            }
        }

        var names = kinds.Select(k => k.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
        {
            return "it has [Component] but implements no component kind (an interface with [ComponentKind], such as IBackbone)";
        }

        if (names.Count > 1)
        {
            return $"it implements several kinds ({string.Join(", ", names)}); choose one with [Component(\"{attribute.Name}\", Kind = \"...\")]";
        }

        (kind, carrier) = kinds[0];
        return null;
    }
}
