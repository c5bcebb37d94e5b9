using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baron.Registry.Binding;

namespace Baron.Registry;

/// <summary>
/// The JSON Schema (draft 7) of configs with everything that is registered, for editors: taplo and what builds on it complete
/// keys, show help and underline mistakes. Files may hold a part of a config only, since the rest may be inherited; so nothing
/// is required, tables without <c>type</c> may have any keys, and references <c>${...}</c> may stand anywhere. Checking a
/// whole config is the business of <see cref="ComponentFactory.Bind{T}"/>.
/// </summary>
public sealed class ConfigSchema
{
    private const string Reference = "reference";

    private readonly ComponentCatalog _catalog;
    private readonly SortedDictionary<string, JsonNode> _definitions = new(StringComparer.Ordinal);

    private ConfigSchema(ComponentCatalog catalog) => _catalog = catalog;

    /// <summary>Makes the schema.</summary>
    /// <param name="catalog">What is registered.</param>
    /// <param name="root">The record of a whole config's top-level keys.</param>
    /// <exception cref="ArgumentException">The type is no record of options.</exception>
    public static JsonObject Create(ComponentCatalog catalog, Type root)
    {
        if (catalog.Schemas.ShapeOf(root) is not ObjectShape || catalog.Schemas.ObjectOf(root, out _) is not { } top)
        {
            throw new ArgumentException($"{root} is no record of options.", nameof(root));
        }

        var schema = new ConfigSchema(catalog);
        schema._definitions[Reference] = new JsonObject
        {
            ["description"] = "A reference to another value: ${a.b.c}, ${config_dir} or ${env:NAME}.",
            ["type"] = "string",
            ["pattern"] = @"\$\{",
        };
        var properties = new JsonObject
        {
            ["_base_"] = new JsonObject
            {
                ["description"] = "The config, or the configs, that this one inherits from; relative to this file.",
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["type"] = "string" },
                    new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } }),
            },
        };
        schema.AddKeys(properties, top);
        var document = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Baron config",
            ["type"] = "object",
            ["properties"] = properties,
            ["patternProperties"] = new JsonObject { ["^_"] = true },
            ["additionalProperties"] = false,
        };
        var definitions = new JsonObject();
        foreach (var (name, definition) in schema._definitions)
        {
            definitions[name] = definition;
        }

        document["definitions"] = definitions;
        return document;
    }

    /// <summary>Writes the schema as indented JSON.</summary>
    /// <param name="schema">The schema.</param>
    public static string Write(JsonObject schema) =>
        schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";

    private static JsonObject RefTo(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    private void AddKeys(JsonObject properties, ObjectSchema schema)
    {
        foreach (var parameter in schema.Keys().Where(p => !p.IsExtraKeys))
        {
            properties[parameter.Key] = Property(schema, parameter);
        }
    }

    private JsonObject Property(ObjectSchema owner, ParameterSchema parameter)
    {
        var value = Value(parameter.Shape!, parameter.Constraints);
        var forms = new JsonArray(value);
        if (parameter is { AcceptsSingle: true, Shape: ListShape list })
        {
            forms.Add(Value(list.Item, []));
        }

        if (parameter.Shape is not ScalarShape { Name: "string" } and not NodeShape)
        {
            forms.Add(RefTo(Reference));
        }

        var property = new JsonObject();
        var help = ComponentHelp.Of(owner, parameter);
        property["description"] = help.Length > 0 ? $"{parameter.FormName}. {help}" : parameter.FormName;
        if (parameter.HasDefault && parameter.Default is not null && Literal(parameter) is { } literal)
        {
            property["default"] = literal;
        }

        if (forms.Count == 1)
        {
            foreach (var (key, item) in value.ToList())
            {
                property[key] = item?.DeepClone();
            }
        }
        else
        {
            property["anyOf"] = forms;
        }

        return property;
    }

    private static JsonNode? Literal(ParameterSchema parameter) => parameter.Default switch
    {
        string text => text,
        bool flag => flag,
        double number when double.IsFinite(number) => number,
        float number when float.IsFinite(number) => number,
        Enum value when parameter.Shape is EnumShape shape => shape.SpellingOf(value),
        int or long or short or byte or uint => Convert.ToInt64(parameter.Default, CultureInfo.InvariantCulture),
        _ => null,
    };

    private JsonObject Value(Shape shape, IReadOnlyList<ValidationAttribute> constraints)
    {
        switch (shape)
        {
            case ScalarShape scalar:
                return Constrained(new JsonObject { ["type"] = scalar.Name }, constraints);
            case EnumShape choice:
                return new JsonObject { ["enum"] = new JsonArray([.. choice.Spellings.Select(s => (JsonNode)s)]) };
            case DeferredShape deferred:
                return Value(deferred.Inner, constraints);
            case ListShape list:
                return new JsonObject
                {
                    ["type"] = new JsonArray("array", "object"),
                    ["items"] = OrReference(list.Item),
                    ["patternProperties"] = new JsonObject { ["^[0-9]+$"] = OrReference(list.Item) },
                    ["properties"] = new JsonObject { ["_delete_"] = Deletion("integer") },
                    ["additionalProperties"] = false,
                };
            case TupleShape tuple:
                return new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonArray([.. tuple.Items.Select(item => (JsonNode)OrReference(item))]),
                    ["minItems"] = tuple.Items.Count,
                    ["maxItems"] = tuple.Items.Count,
                };
            case DictionaryShape dictionary:
                return new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["_delete_"] = Deletion("string") },
                    ["additionalProperties"] = OrReference(dictionary.Item),
                };
            case ObjectShape options:
                return RefTo(DefineOptions(options));
            case ComponentShape component:
                return RefTo(DefineKind(component));
            case NodeShape node:
                return node.Name switch
                {
                    "table" => new JsonObject { ["type"] = "object" },
                    "list" => new JsonObject { ["type"] = "array" },
                    _ => [],
                };
            default:
                // A type that reads itself says in words what it takes.
                return new JsonObject { ["description"] = shape.Form };
        }
    }

    private JsonObject OrReference(Shape shape) => shape is ScalarShape { Name: "string" } or NodeShape
        ? Value(shape, [])
        : new JsonObject { ["anyOf"] = new JsonArray(Value(shape, []), RefTo(Reference)) };

    private static JsonObject Deletion(string names) => new()
    {
        ["description"] = "true drops what is inherited; a list drops these inherited keys.",
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "boolean" },
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = names } }),
    };

    private static JsonObject Constrained(JsonObject value, IReadOnlyList<ValidationAttribute> constraints)
    {
        foreach (var constraint in constraints)
        {
            switch (constraint)
            {
                case RangeAttribute { Minimum: IConvertible minimum, Maximum: IConvertible maximum } when minimum is not string:
                    value["minimum"] = minimum.ToDouble(CultureInfo.InvariantCulture);
                    value["maximum"] = maximum.ToDouble(CultureInfo.InvariantCulture);
                    break;
                case AllowedValuesAttribute allowed:
                    value["enum"] = new JsonArray([.. allowed.Values.Where(v => v is not null).Select(v => JsonSerializer.SerializeToNode(v))]);
                    break;
            }
        }

        return value;
    }

    private string DefineOptions(ObjectShape shape)
    {
        var name = $"table:{shape.Type.FullName}";
        if (!_definitions.ContainsKey(name))
        {
            // The entry comes first: records may contain themselves.
            var properties = new JsonObject { ["_delete_"] = Deletion("string") };
            _definitions[name] = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = shape.Schema is null };
            if (shape.Schema is { } schema)
            {
                AddKeys(properties, schema);
            }
        }

        return name;
    }

    private string DefineKind(ComponentShape shape)
    {
        var carrier = ComponentKind.Of(shape.Type)[0].Carrier;
        var name = carrier == shape.Type ? $"kind:{shape.Kind}" : $"kind:{shape.Kind}:{shape.Type.FullName}";
        if (!_definitions.ContainsKey(name))
        {
            var choices = new JsonArray();
            var known = _catalog.Assignable(shape.Type);
            _definitions[name] = new JsonObject { ["description"] = $"{shape.Kind}: {string.Join(", ", known.Select(c => c.Name))}", ["anyOf"] = choices };
            foreach (var component in known)
            {
                choices.Add(RefTo(DefineComponent(component)));
            }

            choices.Add(new JsonObject { ["type"] = "object", ["not"] = new JsonObject { ["required"] = new JsonArray("type") } });
        }

        return name;
    }

    private string DefineComponent(ComponentDescriptor component)
    {
        var name = $"component:{component.Plugin}:{component.Kind}:{component.Name}";
        if (_definitions.ContainsKey(name))
        {
            return name;
        }

        JsonNode[] spellings = _catalog.IsAmbiguous(component) ? [component.QualifiedName] : [component.Name, component.QualifiedName];
        var properties = new JsonObject
        {
            ["type"] = new JsonObject { ["description"] = ComponentHelp.OneLine(component), ["enum"] = new JsonArray(spellings) },
            ["_delete_"] = Deletion("string"),
        };
        var definition = new JsonObject
        {
            ["title"] = component.Name,
            ["description"] = ComponentHelp.Summary(component.ImplementationType),
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray("type"),
        };
        _definitions[name] = definition;
        if (_catalog.Schemas.ObjectOf(component.ImplementationType, out _) is { } schema)
        {
            AddKeys(properties, schema);
            var extra = schema.Keys().FirstOrDefault(p => p.IsExtraKeys);
            definition["additionalProperties"] = extra?.Shape is DictionaryShape dictionary ? OrReference(dictionary.Item) : false;
        }

        return name;
    }
}
