using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A constructor parameter as a config sees it.</summary>
internal sealed class ParameterSchema
{
    private readonly SchemaCache _cache;
    private Shape? _shape;
    private bool _shapeKnown;

    public ParameterSchema(ParameterInfo info, SchemaCache cache)
    {
        _cache = cache;
        Info = info;
        Key = info.GetCustomAttribute<ConfigKeyAttribute>()?.Key ?? SnakeCase.Of(info.Name!);
        DefaultComponent = info.GetCustomAttribute<DefaultComponentAttribute>()?.Type;
        IsExtraKeys = info.IsDefined(typeof(ExtraKeysAttribute));
        AcceptsSingle = info.IsDefined(typeof(SingleOrListAttribute));
        Path = info.GetCustomAttribute<PathParameterAttribute>();
        Constraints = [.. info.GetCustomAttributes<ValidationAttribute>()];
        HasDefault = info.HasDefaultValue;
        Default = HasDefault ? DefaultOf(info) : null;
    }

    public ParameterInfo Info { get; }

    public Type Type => Info.ParameterType;

    /// <summary>The key in configs.</summary>
    public string Key { get; }

    /// <summary>What a config may write; <c>null</c> where no config can write it, so that the run must provide it.</summary>
    public Shape? Shape
    {
        get
        {
            if (!_shapeKnown)
            {
                _shape = Info.IsDefined(typeof(FromServicesAttribute)) ? null : _cache.ShapeOf(Type);
                _shapeKnown = true;
            }

            return _shape;
        }
    }

    public bool HasDefault { get; }

    public object? Default { get; }

    public string? DefaultComponent { get; }

    public bool IsExtraKeys { get; }

    public bool AcceptsSingle { get; }

    public PathParameterAttribute? Path { get; }

    public IReadOnlyList<ValidationAttribute> Constraints { get; }

    /// <summary>Whether a config must have the key.</summary>
    public bool IsRequired => !HasDefault && !IsExtraKeys && DefaultComponent is null;

    /// <summary>Whether the run provides the value.</summary>
    /// <param name="services">The run's services, where they are known.</param>
    public bool IsService(Microsoft.Extensions.DependencyInjection.IServiceProviderIsService? services) =>
        Shape is null || (Shape is ObjectShape && services?.IsService(Type) == true);

    /// <summary>The form of the value in a word or two.</summary>
    public string FormName => Shape is null ? Type.Name : AcceptsSingle && Shape is ListShape list ? $"{list.Item.Name} or list of them" : Shape.Name;

    /// <summary>The default as a config would write it; <c>null</c> where the key has none.</summary>
    public string? DefaultText => Shape is null || !HasDefault || Default is null ? null
        : (Shape as EnumShape)?.SpellingOf(Default) is { } spelling ? $"\"{spelling}\""
        : Default is string or bool or int or long or short or byte or uint or float or double ? ConfigWriter.Inline(ConfigNode.From(Default, SourcePosition.None))
        : Default.ToString();

    /// <summary>The form of the value in words.</summary>
    public string Form => Shape is null ? Type.Name : AcceptsSingle && Shape is ListShape list ? $"{list.Item.Form}, or a list of them" : Shape.Form;

    private static object? DefaultOf(ParameterInfo info)
    {
        var value = info.DefaultValue;
        if (value is null or DBNull)
        {
            return info.ParameterType.IsValueType && Nullable.GetUnderlyingType(info.ParameterType) is null
                ? Activator.CreateInstance(info.ParameterType)
                : null;
        }

        var type = Nullable.GetUnderlyingType(info.ParameterType) ?? info.ParameterType;
        return type.IsEnum && !type.IsInstanceOfType(value) ? Enum.ToObject(type, value) : value;
    }

    /// <summary>Binds a value to this parameter.</summary>
    public Plan? Bind(ConfigNode node, ConfigTable owner, string path, BindContext context)
    {
        var before = context.Diagnostics.Count;
        if (AcceptsSingle && Shape is DictionaryShape { Item: ListShape } && node is ConfigTable values)
        {
            node = new ConfigTable([.. values.Entries.Select(e => e.Value is ConfigArray ? e : e with { Value = new ConfigArray([e.Value], e.Value.Position) })], values.Position);
        }

        var plan = AcceptsSingle && Shape is ListShape list && node is not ConfigArray
            ? list.BindSingle(node, path, DefaultComponent, context)
            : Shape!.Bind(node, path, DefaultComponent, context);
        if (plan is not null && Constraints.Count > 0 && plan.TryConstant(out var value))
        {
            foreach (var constraint in Constraints)
            {
                if (!IsValid(constraint, value, out var message))
                {
                    context.Error(node.Position, $"{path} is {node.Describe()}: {message}");
                }
            }
        }

        if (Path is not null && context.Diagnostics.Count == before)
        {
            AddPaths(node, owner, path, context);
        }

        return plan;
    }

    private bool IsValid(ValidationAttribute constraint, object? value, out string message)
    {
        try
        {
            message = constraint.FormatErrorMessage(Key).TrimEnd('.');
            return constraint.IsValid(value);
        }
        catch (Exception e) when (e is InvalidCastException or FormatException or OverflowException or ArgumentException)
        {
            message = $"{constraint.GetType().Name} does not fit a {Type.Name}";
            return false;
        }
    }

    private void AddPaths(ConfigNode node, ConfigTable owner, string path, BindContext context)
    {
        switch (node)
        {
            case ConfigScalar { Value: string text } scalar when text.Length > 0 && !text.Contains("://", StringComparison.Ordinal):
                var prefix = Path!.RelativeTo is { } key && owner[key] is ConfigScalar { Value: string { Length: > 0 } folder } && !System.IO.Path.IsPathRooted(text)
                    ? System.IO.Path.GetFullPath(folder)
                    : null;
                context.Paths.Add(new PathUse(scalar, path, prefix is null ? System.IO.Path.GetFullPath(text) : System.IO.Path.GetFullPath(text, prefix), prefix, Path));
                break;
            case ConfigArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    AddPaths(list[i], owner, $"{path}.{i}", context);
                }

                break;
            case ConfigTable table when Shape is DictionaryShape:
                foreach (var entry in table.Entries)
                {
                    AddPaths(entry.Value, owner, ConfigPath.Append(path, entry.Key), context);
                }

                break;
        }
    }
}
