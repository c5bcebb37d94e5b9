using System.Text.Json.Nodes;
using Baron.Registry;
using NUnit.Framework;
using static Baron.Framework.Tests.Registry.SampleComponents;

namespace Baron.Framework.Tests.Registry;

public sealed class ConfigSchemaTests
{
    /// <summary>The top level of a config.</summary>
    /// <param name="Picture">What is drawn.</param>
    /// <param name="Size">How big.</param>
    /// <param name="Paints">What with.</param>
    /// <param name="Options">Options.</param>
    public sealed record Top(Deferred<IShape> Picture, int Size = 10, IReadOnlyList<IPaint>? Paints = null, Options? Options = null);

    private readonly JsonObject _schema = ConfigSchema.Create(Catalog(), typeof(Top));

    [Test]
    public void The_top_level_has_its_keys_and_those_of_inheritance_and_shared_values()
    {
        Assert.That(_schema["properties"]!.AsObject().Select(p => p.Key), Is.EqualTo(new[] { "_base_", "picture", "size", "paints", "options" }));
        Assert.That(_schema["additionalProperties"]!.GetValue<bool>(), Is.False);
        Assert.That(_schema["patternProperties"]!["^_"]!.GetValue<bool>());
        Assert.That(_schema["properties"]!["size"]!["default"]!.GetValue<long>(), Is.EqualTo(10));
    }

    [Test]
    public void A_kind_offers_its_components_and_tables_that_inherit_their_type()
    {
        var choices = _schema["definitions"]!["kind:paint"]!["anyOf"]!.AsArray();
        Assert.That(choices.Select(c => c!["$ref"]?.GetValue<string>()), Is.EqualTo(new[]
        {
            "#/definitions/component:Sample:paint:Gradient", "#/definitions/component:Sample:paint:RedPaint", null,
        }));
    }

    [Test]
    public void A_component_has_its_name_keys_choices_and_constraints()
    {
        var circle = _schema["definitions"]!["component:Sample:shape:Circle"]!;
        Assert.That(circle["properties"]!["type"]!["enum"]!.AsArray().Select(v => v!.GetValue<string>()), Is.EqualTo(new[] { "Circle", "Sample/Circle" }));
        Assert.That(circle["properties"]!.AsObject().Select(p => p.Key), Is.EqualTo(new[] { "type", "_delete_", "radius", "fill_mode", "paint" }));
        Assert.That(circle["additionalProperties"]!.GetValue<bool>(), Is.False);
        Assert.That(circle["properties"]!["fill_mode"]!["default"]!.GetValue<string>(), Is.EqualTo("even_odd"));
        var ratio = _schema["definitions"]!["component:Sample:shape:Limits"]!["properties"]!["ratio"]!["anyOf"]![0]!;
        Assert.That((ratio["minimum"]!.GetValue<double>(), ratio["maximum"]!.GetValue<double>()), Is.EqualTo((0.0, 1.0)));
    }

    [Test]
    public void Keys_of_the_users_choice_take_what_their_parameter_takes()
    {
        var extra = _schema["definitions"]!["component:Sample:shape:Branches"]!["additionalProperties"]!;
        Assert.That(extra["anyOf"]![0]!["$ref"]!.GetValue<string>(), Is.EqualTo("#/definitions/kind:shape"));
    }

    [Test]
    public void Every_reference_of_the_schema_is_defined()
    {
        var definitions = _schema["definitions"]!.AsObject();
        var missing = References(_schema).Where(r => !definitions.ContainsKey(r["#/definitions/".Length..]));
        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Of_an_ambiguous_name_only_the_qualified_form_is_offered()
    {
        var catalog = Catalog();
        catalog.Register([typeof(FactoryErrorTests.OtherSquare)], "Acme", "1.0");
        var schema = ConfigSchema.Create(catalog, typeof(Top));
        Assert.That(schema["definitions"]!["component:Acme:shape:Square"]!["properties"]!["type"]!["enum"]!.AsArray().Single()!.GetValue<string>(), Is.EqualTo("Acme/Square"));
    }

    [Test]
    public void It_is_written_as_JSON()
    {
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(ConfigSchema.Write(_schema)), _schema));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject table => table.SelectMany(p => p.Key == "$ref" ? [p.Value!.GetValue<string>()] : References(p.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
