using System.Reflection;
using Baron.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Baron.Plugins;

/// <summary>Finds the components of one assembly. Nothing is constructed and no static initialiser runs.</summary>
internal static class ComponentScanner
{
    public static void Scan(PluginCandidate candidate)
    {
        var types = LoadableTypes(candidate);
        var services = new ServiceCollection();
        services.Scan(scan => scan
            .FromTypes(types)
            .AddClasses(classes => classes.Where(type => IsComponent(type, candidate)), publicOnly: false)
            .AsSelf()
            .WithTransientLifetime());
        var names = new HashSet<(string Kind, string Name)>();
        foreach (var type in services.Select(service => service.ServiceType))
        {
            try
            {
                if (Describe(type, candidate) is { } component)
                {
                    if (names.Add((component.Kind, component.Name)))
                    {
                        candidate.Components.Add(component);
                    }
                    else
                    {
                        candidate.Diagnostics.Add($"{type.FullName} is called {component.Name}, as another {component.Kind} of the plugin is; it is left out.");
                    }
                }
            }
            catch (Exception error) when (error is TypeLoadException or IOException or BadImageFormatException or CustomAttributeFormatException)
            {
                candidate.Diagnostics.Add($"{type.FullName} cannot be used: {error.Message}");
            }
        }

        if (candidate.Diagnostics.Count > 0)
        {
            candidate.State = PluginState.Partial;
        }
    }

    private static IEnumerable<Type> LoadableTypes(PluginCandidate candidate)
    {
        try
        {
            return candidate.Assembly!.GetTypes();
        }
        catch (ReflectionTypeLoadException error)
        {
            candidate.Diagnostics.AddRange(error.LoaderExceptions
                .Select(cause => cause?.Message)
                .OfType<string>()
                .Distinct()
                .Select(message => $"Some of its types cannot be loaded: {message}"));
            return error.Types.OfType<Type>();
        }
    }

    private static bool IsComponent(Type type, PluginCandidate candidate)
    {
        try
        {
            return type.IsDefined(typeof(ComponentAttribute), inherit: false);
        }
        catch (Exception error) when (error is TypeLoadException or IOException or BadImageFormatException or CustomAttributeFormatException)
        {
            candidate.Diagnostics.Add($"{type.FullName} cannot be used: {error.Message}");
            return false;
        }
    }

    private static ComponentDescriptor? Describe(Type type, PluginCandidate candidate)
    {
        var attribute = type.GetCustomAttribute<ComponentAttribute>(inherit: false)!;
        if (type.IsAbstract || type.ContainsGenericParameters)
        {
            candidate.Diagnostics.Add($"{type.FullName} is {(type.IsAbstract ? "abstract" : "generic")}, so it cannot be the component {attribute.Name}; remove the attribute.");
            return null;
        }

        if (string.IsNullOrWhiteSpace(attribute.Name) || attribute.Name.Contains('/', StringComparison.Ordinal))
        {
            candidate.Diagnostics.Add($"{type.FullName} has the component name '{attribute.Name}'; a name is a word without '/'.");
            return null;
        }

        var kinds = KindsOf(type);
        if (kinds.Count == 0)
        {
            candidate.Diagnostics.Add($"{type.FullName} has [Component(\"{attribute.Name}\")] but implements none of the component interfaces, such as IBackbone or ILoss.");
            return null;
        }

        if (attribute.Kind is not null)
        {
            kinds.RemoveAll(kind => kind.Kind != attribute.Kind);
            if (kinds.Count == 0)
            {
                candidate.Diagnostics.Add($"{type.FullName} says Kind = \"{attribute.Kind}\" but implements no interface of that kind.");
                return null;
            }
        }
        else if (kinds.Count > 1)
        {
            candidate.Diagnostics.Add($"{type.FullName} is of several kinds ({string.Join(", ", kinds.Select(kind => kind.Kind).Order(StringComparer.Ordinal))}); choose one with [Component(\"{attribute.Name}\", Kind = \"...\")].");
            return null;
        }

        return new ComponentDescriptor(attribute.Name, kinds[0].Kind, kinds[0].Service, type, candidate.Name, candidate.Version);
    }

    /// <summary>The kinds of a type; of kinds in one line of inheritance only the most derived.</summary>
    private static List<(string Kind, Type Service)> KindsOf(Type type)
    {
        var found = new List<(string Kind, Type Service)>();
        foreach (var service in type.GetInterfaces())
        {
            Add(service);
        }

        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            Add(ancestor);
        }

        return found.FindAll(kind => !found.Exists(other => other.Service != kind.Service && kind.Service.IsAssignableFrom(other.Service)));

        void Add(Type service)
        {
            if (service.GetCustomAttribute<ComponentKindAttribute>(inherit: false) is { } attribute)
            {
                found.Add((attribute.Kind, service));
            }
        }
    }
}
