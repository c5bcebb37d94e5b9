using System.Reflection;
using Baron.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baron.Registry.Binding;

/// <summary>The constructor of a component or option record as a config sees it.</summary>
internal sealed class ObjectSchema
{
    private ObjectSchema(Type type, ConstructorInfo constructor, SchemaCache cache)
    {
        Type = type;
        Constructor = constructor;
        Parameters = [.. constructor.GetParameters().Select(p => new ParameterSchema(p, cache))];
    }

    public Type Type { get; }

    public ConstructorInfo Constructor { get; }

    public IReadOnlyList<ParameterSchema> Parameters { get; }

    /// <summary>The parameters that are config keys.</summary>
    public IEnumerable<ParameterSchema> Keys(IServiceProviderIsService? services = null) => Parameters.Where(p => !p.IsService(services));

    /// <summary>Finds the constructor that configs bind to.</summary>
    /// <param name="type">The class or struct.</param>
    /// <param name="cache">The shapes.</param>
    /// <param name="problem">Why there is none.</param>
    public static ObjectSchema? Create(Type type, SchemaCache cache, out string? problem)
    {
        problem = null;
        var constructors = type.GetConstructors();
        if (constructors.Length > 1)
        {
            var marked = constructors.Where(c => c.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute))).ToArray();
            constructors = marked.Length > 0 ? marked : constructors;
        }

        if (constructors.Length != 1)
        {
            problem = constructors.Length == 0
                ? $"{type.FullName} has no public constructor"
                : $"{type.FullName} has {constructors.Length} public constructors; one needs [ActivatorUtilitiesConstructor]";
            return null;
        }

        var schema = new ObjectSchema(type, constructors[0], cache);
        var twice = schema.Parameters.GroupBy(p => p.Key, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            problem = $"{type.FullName} has two parameters for the key '{twice.Key}'";
            return null;
        }

        return schema;
    }

    /// <summary>Binds a table to the constructor.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">Its path.</param>
    /// <param name="component">The component, <c>null</c> for option records.</param>
    /// <param name="context">Collects findings.</param>
    public Plan? Bind(ConfigTable table, string path, ComponentDescriptor? component, BindContext context)
    {
        var before = context.Diagnostics.Count;
        var name = component?.Name;
        var keys = Keys(context.Services).ToList();
        var byKey = keys.Where(p => !p.IsExtraKeys).ToDictionary(p => p.Key, StringComparer.Ordinal);
        var extra = keys.FirstOrDefault(p => p.IsExtraKeys);
        var extraEntries = new List<ConfigEntry>();
        foreach (var entry in table.Entries)
        {
            if (byKey.ContainsKey(entry.Key) || (entry.Key == "type" && component is not null))
            {
                continue;
            }

            if (extra is not null)
            {
                extraEntries.Add(entry);
                continue;
            }

            UnknownKey(entry, table, path, name, [.. byKey.Keys], context);
        }

        var plans = new Plan[Parameters.Count];
        for (var i = 0; i < plans.Length; i++)
        {
            var parameter = Parameters[i];
            var plan = parameter.IsService(context.Services)
                ? new ServicePlan(parameter, name ?? Type.Name, table.Position)
                : parameter.IsExtraKeys
                    ? parameter.Bind(new ConfigTable(extraEntries, table.Position), table, path, context)
                    : BindKey(parameter, table, path, name, context);
            plans[i] = plan ?? new ConstantPlan(null);
        }

        return context.Diagnostics.Count == before ? new ObjectPlan(this, table, path, plans, component) : null;
    }

    private static Plan? BindKey(ParameterSchema parameter, ConfigTable table, string path, string? name, BindContext context)
    {
        var inner = ConfigPath.Append(path, parameter.Key);
        if (table.TryGet(parameter.Key, out var value))
        {
            return parameter.Bind(value, table, inner, context);
        }

        if (parameter.HasDefault)
        {
            return new ConstantPlan(parameter.Default);
        }

        if (parameter.DefaultComponent is not null)
        {
            return parameter.Bind(new ConfigTable([], table.Position), table, inner, context);
        }

        return context.Error(table.Position, $"missing key '{parameter.Key}' {Where(path, name)}", parameter.Form);
    }

    private static void UnknownKey(ConfigEntry entry, ConfigTable table, string path, string? name, IReadOnlyList<string> known, BindContext context)
    {
        string? hint = null;
        if (table.TryGetEntry("type", out var type) && type.KeyPosition.Source != entry.KeyPosition.Source
            && entry.KeyPosition.IsInFile && (entry.KeyPosition.Source != table.Position.Source || !type.KeyPosition.IsInFile))
        {
            hint = $"it is inherited; _delete_ = true beside the type ({type.KeyPosition}) drops what was meant for another type";
        }

        context.Error(
            entry.KeyPosition,
            $"unknown key '{entry.Key}' {Where(path, name)}",
            known.Count == 0 ? "no keys" : $"one of {Names.List(known.Order(StringComparer.Ordinal), 40)}",
            NearestName.Find(entry.Key, known),
            hint);
    }

    private static string Where(string path, string? name) => name is null ? BindContext.In(path) : path.Length == 0 ? $"of {name}" : $"in {path} ({name})";
}
