using Baron.Configuration;
using Baron.Registry.Binding;

namespace Baron.Registry;

/// <summary>A config checked against a type: its mistakes, or the way to build it.</summary>
public class ConfigBinding
{
    private readonly Plan? _plan;
    private readonly ComponentCatalog _catalog;
    private readonly IServiceProvider? _services;
    private readonly IReadOnlyList<PathUse> _paths;

    internal ConfigBinding(ConfigNode node, Plan? plan, BindContext context, IServiceProvider? services)
    {
        Node = node;
        _plan = plan;
        _catalog = context.Catalog;
        _services = services;
        _paths = context.Paths;
        Errors = DiagnosticOrder.Sort(context.Diagnostics);
    }

    /// <summary>The config that was checked.</summary>
    public ConfigNode Node { get; }

    /// <summary>All mistakes; empty when the config can be built.</summary>
    public IReadOnlyList<ConfigDiagnostic> Errors { get; }

    /// <summary>Whether there are no mistakes.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>Throws when there are mistakes.</summary>
    /// <exception cref="ConfigException">There are; it lists all of them.</exception>
    public void ThrowIfInvalid()
    {
        if (!IsValid)
        {
            throw new ConfigException(Errors);
        }
    }

    /// <summary>Looks whether the files and folders that the config names exist.</summary>
    /// <param name="severity">How bad a missing one is.</param>
    public IReadOnlyList<ConfigDiagnostic> MissingFiles(ConfigSeverity severity = ConfigSeverity.Warning) =>
        [.. _paths
            .Where(p => !p.Attribute.Output && !p.Attribute.Exists(p.FullPath))

            // Where the folder itself is missing, that is the news.
            .Where(p => p.Prefix is null || Directory.Exists(p.Prefix))
            .Select(p => new ConfigDiagnostic(p.Node.Position, $"{p.ConfigPath}: there is no {(p.Attribute is DirectoryPathAttribute ? "folder" : "file")} {SourcePosition.Display(p.FullPath)}", Severity: severity))
            .Distinct()];

    /// <summary>The config with every path in full, as a work directory keeps it.</summary>
    public ConfigNode WithFullPaths()
    {
        var full = new Dictionary<ConfigNode, string>(ReferenceEqualityComparer.Instance);
        foreach (var use in _paths.Where(use => use.Prefix is null))
        {
            full[use.Node] = use.FullPath;
        }

        return Rewrite(Node, full);
    }

    /// <summary>Builds the value.</summary>
    /// <param name="services">What the run provides; <c>null</c>: what the factory was given.</param>
    /// <exception cref="ConfigException">The config has mistakes, or a constructor refused its arguments.</exception>
    public object? Create(IServiceProvider? services = null)
    {
        ThrowIfInvalid();
        return Build(_plan!, _catalog, services ?? _services);
    }

    internal static object? Build(Plan plan, ComponentCatalog catalog, IServiceProvider? services)
    {
        var context = new BuildContext(catalog, services);
        try
        {
            return plan.Create(context);
        }
        catch
        {
            context.Abandon();
            throw;
        }
    }

    private static ConfigNode Rewrite(ConfigNode node, Dictionary<ConfigNode, string> full)
    {
        switch (node)
        {
            case ConfigScalar when full.TryGetValue(node, out var path):
                return new ConfigScalar(path, node.Position);
            case ConfigTable table:
                return new ConfigTable(table.Entries.Select(e => e with { Value = Rewrite(e.Value, full) }), table.Position);
            case ConfigArray list:
                return new ConfigArray(list.Select(item => Rewrite(item, full)), list.Position);
            default:
                return node;
        }
    }
}
