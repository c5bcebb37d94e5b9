using System.Text.Json;
using Baron.Configuration;
using Baron.Distributed;
using Baron.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Baron.Testing;

/// <summary>Builds components from the reference's configs, which fixtures keep as JSON.</summary>
public static class JsonConfig
{
    /// <summary>A JSON value as a config. Keys with null are left out: TOML has no null, an absent key is the default.</summary>
    /// <param name="element">The JSON value.</param>
    /// <param name="without">Further keys to leave out.</param>
    public static ConfigNode ToNode(JsonElement element, params string[] without) => element.ValueKind switch
    {
        JsonValueKind.Object => new ConfigTable(
            element.EnumerateObject()
                .Where(p => p.Value.ValueKind != JsonValueKind.Null && p.Name != "_scope_" && !without.Contains(p.Name))
                .Select(p => new ConfigEntry(p.Name, SourcePosition.None, ToNode(p.Value, without))),
            SourcePosition.None),
        JsonValueKind.Array => new ConfigArray(element.EnumerateArray().Select(item => ToNode(item, without)), SourcePosition.None),
        JsonValueKind.String => new ConfigScalar(element.GetString()!, SourcePosition.None),
        JsonValueKind.True or JsonValueKind.False => new ConfigScalar(element.GetBoolean(), SourcePosition.None),
        JsonValueKind.Number when element.TryGetInt64(out var integer) => new ConfigScalar(integer, SourcePosition.None),
        JsonValueKind.Number => new ConfigScalar(element.GetDouble(), SourcePosition.None),
        _ => throw new ArgumentException($"A config cannot hold {element.ValueKind}.", nameof(element)),
    };

    /// <summary>A factory over the plugins whose types are named, in a run of one process with the given randomness.</summary>
    /// <param name="random">The randomness of samplers.</param>
    /// <param name="plugins">Any type of each plugin.</param>
    public static ComponentFactory Factory(IRandomSource random, params Type[] plugins)
    {
        var catalog = ComponentCatalog.CreateDefault();
        foreach (var assembly in plugins.Select(p => p.Assembly).Distinct())
        {
            catalog.Register(assembly, assembly.GetName().Name!, "0.1.0");
        }

        var services = new ServiceCollection();
        services.AddSingleton(random);
        services.AddSingleton<IProcessGroup>(new SingleProcessGroup());
        return new ComponentFactory(catalog, services.BuildServiceProvider());
    }
}
