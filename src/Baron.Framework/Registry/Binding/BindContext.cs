using Baron.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baron.Registry.Binding;

/// <summary>What one pass of checking a config collects.</summary>
internal sealed class BindContext(ComponentCatalog catalog, IServiceProviderIsService? services)
{
    private const int MaxDepth = 64;
    private int _depth;

    /// <summary>The registered components.</summary>
    public ComponentCatalog Catalog { get; } = catalog;

    /// <summary>Says which types the run provides, where a run is known.</summary>
    public IServiceProviderIsService? Services { get; } = services;

    /// <summary>The findings.</summary>
    public List<ConfigDiagnostic> Diagnostics { get; } = [];

    /// <summary>The paths found on the way.</summary>
    public List<PathUse> Paths { get; } = [];

    /// <summary>Adds a mistake and returns no plan.</summary>
    public Plan? Error(SourcePosition position, string message, string? expected = null, string? suggestion = null, string? hint = null)
    {
        Diagnostics.Add(new ConfigDiagnostic(position, message, expected, suggestion, hint));
        return null;
    }

    /// <summary>Adds a mistake about a value of the wrong form.</summary>
    public Plan? Wrong(ConfigNode node, string path, string expected, string? suggestion = null) =>
        Error(node.Position, $"{Subject(path)} is {node.Describe()}{Origin(node)}", expected, suggestion);

    /// <summary>Goes one level deeper; components whose defaults contain themselves would never end.</summary>
    public Plan? Nested(SourcePosition position, string path, Func<Plan?> bind)
    {
        if (_depth >= MaxDepth)
        {
            return Error(position, $"{Subject(path)} is nested more than {MaxDepth} levels deep; a component whose default contains itself never ends");
        }

        _depth++;
        try
        {
            return bind();
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>A path as the subject of a sentence.</summary>
    public static string Subject(string path) => path.Length == 0 ? "the config" : path;

    /// <summary>A path as a place.</summary>
    public static string In(string path) => path.Length == 0 ? "at the top of the config" : $"in {path}";

    private static string Origin(ConfigNode node) => node.DefinedAt is { } place ? $" (from {place})" : string.Empty;
}
