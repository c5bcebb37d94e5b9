using Baron.Configuration;
using Baron.Framework.Tests.Configuration;
using Baron.Registry;
using NUnit.Framework;
using static Baron.Framework.Tests.Registry.SampleComponents;

namespace Baron.Framework.Tests.Registry;

public sealed class FactoryErrorTests
{
    [TestCase("radius = 1\nradus = 2", "test.toml:3:1: unknown key 'radus' of Circle; expected one of fill_mode, paint, radius; did you mean 'radius'?")]
    [TestCase("", "test.toml:1:1: missing key 'radius' of Circle; expected a number")]
    [TestCase("radius = \"wide\"", "test.toml:2:10: radius is the string 'wide'; expected a number")]
    [TestCase("radius = true", "test.toml:2:10: radius is true; expected a number")]
    [TestCase("radius = [1]", "test.toml:2:10: radius is a list of 1; expected a number")]
    [TestCase("radius = 1\nfill_mode = \"evenodd\"", "test.toml:3:13: fill_mode is the string 'evenodd'; expected one of \"solid\", \"even_odd\", \"none!\"; did you mean 'even_odd'?")]
    [TestCase("radius = 1\nfill_mode = 1", "test.toml:3:13: fill_mode is the integer 1; expected one of \"solid\", \"even_odd\", \"none!\"")]
    [TestCase("radius = 1\npaint = \"red\"", "test.toml:3:9: paint is the string 'red'; expected a table with type = a paint")]
    [TestCase("radius = 1\npaint = {}", "test.toml:3:9: missing key 'type' in paint; expected a paint: Gradient, RedPaint")]
    [TestCase("radius = 1\npaint = { type = 5 }", "test.toml:3:18: paint.type is the integer 5; expected a paint: Gradient, RedPaint")]
    [TestCase("radius = 1\npaint = { type = \"RedPain\" }", "test.toml:3:18: unknown type 'RedPain' in paint; expected a paint: Gradient, RedPaint; did you mean 'RedPaint'?")]
    [TestCase("radius = 1\npaint = { type = \"Nobody/RedPaint\" }", "test.toml:3:18: unknown type 'Nobody/RedPaint' in paint; expected a paint: Gradient, RedPaint; did you mean 'RedPaint'?")]
    [TestCase("radius = 1\npaint = { type = \"Square\" }", "test.toml:3:18: type 'Square' in paint is a shape; expected a paint: Gradient, RedPaint")]
    public void A_mistake_is_one_line_with_place_expectation_and_nearest_name(string toml, string expected)
    {
        Assert.That(Mistakes($"type = \"Circle\"\n{toml}"), Is.EqualTo(new[] { expected }));
    }

    [TestCase("i = 2.0", "i is the number 2.0; expected an integer")]
    [TestCase("i = 3000000000", "i is the integer 3000000000; expected an integer from -2147483648 to 2147483647")]
    [TestCase("s = 5", "s is the integer 5; expected a string")]
    [TestCase("b = \"True\"", "b is the string 'True'; expected true or false; did you mean 'true'?")]
    [TestCase("b = 1", "b is the integer 1; expected true or false")]
    [TestCase("ints = 1", "ints is the integer 1; expected a list, each item an integer")]
    [TestCase("ints = [1, \"2\"]", "ints.1 is the string '2'; expected an integer")]
    [TestCase("size = [1]", "size is a list of 1; expected a list of 2: [an integer, an integer]")]
    [TestCase("size = [1, 2, 3]", "size is a list of 3; expected a list of 2: [an integer, an integer]")]
    [TestCase("counts = { a = 1.5 }", "counts.a is the number 1.5; expected an integer")]
    [TestCase("names = { one = \"x\" }", "'one' is a key of names; expected an integer as key")]
    [TestCase("options = { iou_threshold = 0.5 }", "missing key 'type' in options; expected a string")]
    [TestCase("options = { type = \"a\", iou_thr = 0.5 }", "unknown key 'iou_thr' in options; expected one of inner, iou_threshold, type; did you mean 'iou_threshold'?")]
    [TestCase("options = { type = \"a\", inner = { type = 1 } }", "options.inner.type is the integer 1; expected a string")]
    [TestCase("many = [{ type = \"a\", x = 1 }]", "unknown key 'x' in many.0; expected one of inner, iou_threshold, type")]
    [TestCase("union = true", "union: found true; expected a number or a list of numbers")]
    [TestCase("union = [1, \"2\"]", "union: found the string '2'; expected a number")]
    [TestCase("union = [1, 2, 3, 4]", "union is a list of 4: there are at most 3 numbers; expected a number or a list of numbers")]
    [TestCase("table = 1", "table is the integer 1; expected a table")]
    [TestCase("s = 1979-05-27", "s is the date or time 1979-05-27; expected a string")]
    public void A_value_of_the_wrong_form_is_an_error(string toml, string expected)
    {
        Assert.That(Mistakes($"type = \"Every\"\n{toml}").Single(), Does.EndWith(": " + expected));
    }

    [Test]
    public void All_mistakes_of_the_whole_tree_come_in_one_go_and_nothing_is_built()
    {
        Disposed.Ids.Clear();
        var errors = Factory().Bind<IShape>(Toml.Parse("""
            type = "Group"
            colour = 1
            [[shapes]]
            type = "Circle"
            radius = "x"
            [[shapes]]
            type = "Sqare"
            [[shapes]]
            type = "Thrower"
            how = "user"
            [named.a]
            type = "Gradient"
            [ground]
            alpha = false
            beta = 2
            """)).Errors;
        Assert.That(errors.Select(e => e.Position.Line), Is.EqualTo(new[] { 2, 5, 7, 12, 14, 15 }));
        var thrown = Assert.Throws<ConfigException>(() => Factory().Create<IShape>(Toml.Parse("type = \"Square\"\na = 1\nb = 2")))!;
        Assert.That(thrown.Message.Split(Environment.NewLine), Has.Length.EqualTo(2));
    }

    [Test]
    public void An_inherited_key_that_the_new_type_does_not_know_says_how_to_drop_it()
    {
        using var folder = new ConfigFolder();
        folder.File("base.toml", "[shape]\ntype = \"Circle\"\nradius = 1");
        folder.File("own.toml", "_base_ = \"base.toml\"\n[shape]\ntype = \"Square\"");
        var error = Factory().Bind<IReadOnlyDictionary<string, IShape>>(folder.Load("own.toml").Root).Errors.Single().ToString();
        Assert.That(error, Does.Contain("base.toml:3:1: unknown key 'radius' in shape (Square)").And.Contain("_delete_ = true").And.Contain("own.toml:3:1"));
    }

    [Test]
    public void A_type_from_the_command_line_says_how_to_drop_the_keys_of_the_old_one()
    {
        var error = Factory().Bind<IShape>(Toml.Parse("type = \"Circle\"\nradius = 1", ConfigOverride.Set("type=Square"))).Errors.Single().ToString();
        Assert.That(error, Does.StartWith("test.toml:2:1: unknown key 'radius' of Square").And.Contain("_delete_ = true beside the type (--set type=Square)"));
    }

    [Test]
    public void A_missing_key_is_missing_in_the_file_whatever_the_command_line_changed()
    {
        var error = Factory().Bind<IShape>(Toml.Parse("\ntype = \"Circle\"", ConfigOverride.Set("fill_mode=solid"))).Errors.Single();
        Assert.That(error.Position, Is.EqualTo(new SourcePosition("test.toml", 1, 1)));
    }

    [Test]
    public void A_key_that_the_last_file_wrote_itself_is_not_called_inherited()
    {
        using var folder = new ConfigFolder();
        folder.File("base.toml", "[shape]\ntype = \"Circle\"\nradius = 1");
        folder.File("own.toml", "_base_ = \"base.toml\"\n[shape]\nradus = 2");
        var error = Factory().Bind<IReadOnlyDictionary<string, IShape>>(folder.Load("own.toml").Root).Errors.Single().ToString();
        Assert.That(error, Does.EndWith("did you mean 'radius'?"));
    }

    [Test]
    public void An_unknown_type_may_be_that_of_a_plugin_that_could_not_be_loaded()
    {
        var catalog = Catalog();
        catalog.BrokenPlugins = ["Acme.Vision"];
        Assert.That(new ComponentFactory(catalog).Bind<IPaint>(Toml.Parse("type = \"Glitter\"")).Errors.Single().ToString(), Does.EndWith(
            "the plugin Acme.Vision could not be loaded, see `baron list --plugins`"));
    }

    [Test]
    public void A_single_value_for_a_list_has_no_position_in_its_path()
    {
        Assert.That(Mistakes("type = \"Every\"\npaints = { type = \"RedPaint\", beta = 1 }").Single(), Does.Contain("in paints (RedPaint)"));
    }

    [Test]
    public void A_mistake_in_a_value_that_came_through_a_reference_names_both_places()
    {
        var errors = Factory().Bind<IShape>(Toml.Parse("type = \"Circle\"\nradius = \"${_vars_.r}\"\n[_vars_]\nr = \"wide\"")).Errors;
        Assert.That(errors.Single().ToString(), Is.EqualTo("test.toml:2:10: radius is the string 'wide' (from test.toml:4:5); expected a number"));
    }

    [Test]
    public void An_ambiguous_type_names_both_plugins_and_what_to_write()
    {
        var catalog = Catalog();
        catalog.Register([typeof(Square)], "Sample", "1.0");
        catalog.Register([typeof(OtherSquare)], "Acme", "2.0");
        var factory = new ComponentFactory(catalog);
        Assert.That(factory.Bind<IShape>(Toml.Parse("type = \"Square\"")).Errors.Single().ToString(), Is.EqualTo(
            "test.toml:1:8: type 'Square' at the top of the config is ambiguous: the plugins Sample and Acme both have it; write 'Sample/Square' or 'Acme/Square'"));
        Assert.That(factory.Create<IShape>(Toml.Parse("type = \"Acme/Square\"")), Is.TypeOf<OtherSquare>());
    }

    [TestCase("argument", "test.toml:3:8: shapes.0.how of Thrower: Nobody throws like that")]
    [TestCase("range", "test.toml:3:8: shapes.0.how of Thrower: It is out of range")]
    [TestCase("user", "test.toml:2:8: Thrower in shapes.0: The file x.json is missing.")]
    [TestCase("other", "test.toml:2:8: Thrower in shapes.0 could not be built: InvalidOperationException: Deep trouble; --verbose shows where")]
    public void What_a_constructor_throws_is_reported_with_component_and_place(string how, string expected)
    {
        var root = Toml.Parse($"[[shapes]]\ntype = \"Thrower\"\nhow  = \"{how}\"");
        var error = Assert.Throws<ConfigException>(() => Factory().Create<IReadOnlyDictionary<string, IReadOnlyList<IShape>>>(root))!;
        Assert.That(error.Message, Is.EqualTo(expected));
        Assert.That(error.InnerException, Is.Not.Null);
    }

    [Test]
    public void Interruption_is_not_taken_for_a_mistake()
    {
        Assert.That(() => Factory().Create<IShape>(Toml.Parse("type = \"Thrower\"\nhow = \"cancel\"")), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_component_whose_default_contains_itself_is_an_error_and_no_endless_loop()
    {
        Assert.That(Mistakes("type = \"Endless\"").Single(), Does.Contain("nested more than"));
    }

    [TestCase("ratio = 1.5", "ratio is the number 1.5")]
    [TestCase("ratio = 2", "ratio is the integer 2")]
    [TestCase("depth = 51", "depth is the integer 51")]
    [TestCase("pair = [1]", "pair is a list of 1")]
    public void Constraints_of_parameters_are_checked_with_the_rest(string toml, string expected)
    {
        Assert.That(Mistakes($"type = \"Limits\"\n{toml}").Single(), Does.StartWith("test.toml:2:").And.Contain(expected));
        Assert.That(Mistakes("type = \"Limits\"\nratio = 1\ndepth = 50\npair = [1, 2]"), Is.Empty);
    }

    [Test]
    public void A_mistake_that_two_references_share_is_reported_once_at_each_use()
    {
        var errors = Mistakes("type = \"Group\"\nshapes = [\"${_vars_.s}\", \"${_vars_.s}\"]\n[_vars_]\ns = { type = \"Square\", x = 1 }").ToList();
        Assert.That(errors, Has.Count.EqualTo(2));
        Assert.That(errors, Is.All.Contain("test.toml:4:24: unknown key 'x'"));
    }

    private static List<string> Mistakes(string toml) => [.. Factory().Bind<IShape>(Toml.Parse(toml)).Errors.Select(e => e.ToString())];

    [Component("Square")]
    public sealed class OtherSquare : IShape;
}
