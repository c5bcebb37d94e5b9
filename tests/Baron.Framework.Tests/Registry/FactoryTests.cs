using Baron.Configuration;
using Baron.Framework.Tests.Configuration;
using Baron.Registry;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Baron.Framework.Tests.Registry.SampleComponents;

namespace Baron.Framework.Tests.Registry;

public sealed class FactoryTests
{
    [Test]
    public void Keys_bind_to_constructor_parameters_by_their_snake_case_names()
    {
        var circle = (Circle)Build("type = \"Circle\"\nradius = 2.5\nfill_mode = \"solid\"");
        Assert.That((circle.Radius, circle.FillMode, circle.Paint), Is.EqualTo((2.5, FillMode.Solid, (IPaint?)null)));
    }

    [Test]
    public void An_absent_key_means_the_constructors_default()
    {
        Assert.That(((Circle)Build("type = \"Circle\"\nradius = 1")).FillMode, Is.EqualTo(FillMode.EvenOdd));
        Assert.That(((Square)Build("type = \"Square\"")).NumCorners, Is.EqualTo(4));
    }

    [Test]
    public void Components_nest_in_parameters_lists_and_dictionaries()
    {
        var group = (Group)Build("""
            type = "Group"
            shapes = [{ type = "Square" }, { type = "Circle", radius = 1, paint = { type = "RedPaint", alpha = 0.5 } }]
            named.a = { type = "Square", num_corners = 3 }
            named.b = { type = "Square", num_corners = 5 }
            """);
        Assert.That(((RedPaint)((Circle)group.Shapes[1]).Paint!).Alpha, Is.EqualTo(0.5f));
        Assert.That(group.Named!.Keys, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(((Square)group.Named["b"]).NumCorners, Is.EqualTo(5));
        Assert.That(group.Ground, Is.Null);
    }

    [Test]
    public void A_table_without_type_builds_the_default_component()
    {
        var group = (Group)Build("type = \"Group\"\nshapes = []\nground = { alpha = 0.25 }");
        Assert.That(((RedPaint)group.Ground!).Alpha, Is.EqualTo(0.25f));
    }

    [Test]
    public void An_absent_key_without_a_default_builds_the_default_component()
    {
        var gradient = (Gradient)Factory().CreateFromToml<IPaint>("type = \"Gradient\"");
        Assert.That(gradient.From, Is.TypeOf<RedPaint>());
        Assert.That(gradient.To, Is.Null);
    }

    [Test]
    public void A_parameter_of_one_class_needs_no_type()
    {
        var painter = (Painter)Build("type = \"Painter\"\npaint = { type = \"RedPaint\" }\nspare = { alpha = 0.5 }");
        Assert.That(painter.Spare!.Alpha, Is.EqualTo(0.5f));
    }

    [Test]
    public void A_plugin_prefix_chooses_between_plugins()
    {
        Assert.That(Build("type = \"Sample/Square\""), Is.TypeOf<Square>());
    }

    [Test]
    public void Scalars_keep_their_types_and_integers_pass_for_numbers()
    {
        var every = (Every)Build("""
            type = "Every"
            i = -7
            l = 9007199254740993
            f = 2
            d = 3
            b = true
            s = "text"
            ni = 4
            nd = 0.5
            nf = "none!"
            odd-key = 8
            """);
        Assert.That(every.Values, Is.EqualTo(new object?[] { -7, 9007199254740993L, 2f, 3.0, true, "text", 4, 0.5, FillMode.Nothing }));
        Assert.That(every.Renamed, Is.EqualTo(8));
    }

    [Test]
    public void Collections_tuples_records_and_unions_bind()
    {
        var every = (Every)Build("""
            type = "Every"
            ints = [1, 2]
            numbers = [1, 0.5]
            words = ["a"]
            set = ["x", "x", "y"]
            counts = { a = 1 }
            names = { 0 = "zero", -1 = "minus" }
            size = [1333, 800]
            pairs = [["p", 0.5], ["q", 1]]
            nested = [[1], [], [2, 3]]
            options = { type = "nms", iou_threshold = 0.7, inner = { type = "soft" } }
            many = [{ type = "a" }, { type = "b" }]
            span = { from = 1, to = 2 }
            union = [1, 2.5]
            node = [1]
            table = { free = { form = 1 } }
            paints = { type = "RedPaint" }
            image_size = 224
            """);
        Assert.That(every.Ints, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(every.Numbers, Is.EqualTo(new[] { 1.0, 0.5 }));
        Assert.That(every.Words, Is.EqualTo(new[] { "a" }));
        Assert.That(every.Set, Is.EquivalentTo(new[] { "x", "y" }));
        Assert.That(every.Counts!["a"], Is.EqualTo(1));
        Assert.That(every.Names!.Select(p => (p.Key, p.Value)), Is.EqualTo(new[] { (0, "zero"), (-1, "minus") }));
        Assert.That(every.Size, Is.EqualTo((1333, 800)));
        Assert.That(every.Pairs, Is.EqualTo(new[] { ("p", 0.5), ("q", 1.0) }));
        Assert.That(every.Nested!.Select(n => n.Length), Is.EqualTo(new[] { 1, 0, 2 }));
        Assert.That(every.Options, Is.EqualTo(new Options("nms", 0.7, new Options("soft"))));
        Assert.That(every.Many!.Select(o => o.Type), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(every.Span, Is.EqualTo(new Span(1, 2)));
        Assert.That(every.Union!.Values, Is.EqualTo(new[] { 1, 2.5 }));
        Assert.That(every.Node, Is.TypeOf<ConfigArray>());
        Assert.That(every.Table!.At("free.form"), Is.EqualTo("1"));
        Assert.That(every.Paints!.Single(), Is.TypeOf<RedPaint>());
        Assert.That(every.ImageSize, Is.EqualTo(new Structures.ImageSize(224, 224)));
        Assert.That(((Every)Build("type = \"Every\"\nimage_size = [480, 640]")).ImageSize, Is.EqualTo(new Structures.ImageSize(480, 640)));
    }

    [Test]
    public void Services_are_injected_and_are_no_keys()
    {
        var services = new ServiceCollection().AddSingleton<IClock, Clock>().BuildServiceProvider();
        var noisy = Factory(services).CreateFromToml<IShape>("type = \"Noisy\"\nlevel = 3") as Noisy;
        Assert.That(noisy!.Clock.Now, Is.EqualTo(42));
        Assert.That(noisy.Second, Is.Null, "a service with a default may be absent");
        Assert.That(Mistakes("type = \"Noisy\"\nlevel = 3\nclock = 1").Single(), Does.StartWith("test.toml:3:1: unknown key 'clock'"));
    }

    [Test]
    public void A_config_is_checked_without_the_services_that_building_it_needs()
    {
        var binding = Factory().Bind<IShape>(Toml.Parse("type = \"Noisy\"\nlevel = 3"));
        Assert.That(binding.IsValid);
        Assert.That(() => binding.Create(), Throws.TypeOf<ConfigException>().With.Message.Contains("Noisy needs IClock"));
        Assert.That(binding.Create(new ServiceCollection().AddSingleton<IClock, Clock>().BuildServiceProvider()), Is.TypeOf<Noisy>());
    }

    [Test]
    public void Extra_keys_go_to_the_parameter_that_takes_them()
    {
        var branches = (Branches)Build("type = \"Branches\"\nfields = [\"x\"]\nx = { type = \"Square\" }\ny = { type = \"Circle\", radius = 1 }");
        Assert.That(branches.BranchesByName.Keys, Is.EqualTo(new[] { "x", "y" }));
        Assert.That(((Branches)Build("type = \"Branches\"\nfields = []")).BranchesByName, Is.Empty);
        Assert.That(Mistakes("type = \"Branches\"\nfields = []\nx = 3").Single(), Does.StartWith("test.toml:3:5: x is the integer 3; expected a table with type = a shape"));
    }

    [Test]
    public void Of_several_constructors_the_marked_one_counts()
    {
        Assert.That(((Chosen)Build("type = \"Chosen\"\nsize = 3")).Size, Is.EqualTo(3));
        Assert.That(Mistakes("type = \"TwoConstructors\"").Single(), Does.Contain("2 public constructors"));
    }

    [Test]
    public void Deferred_parts_are_checked_at_once_and_built_later_as_often_as_wanted()
    {
        var lazy = (Lazy)Build("type = \"Lazy\"\ninner = { type = \"Square\", num_corners = 6 }\npaints = [{ type = \"RedPaint\" }]");
        Assert.That(lazy.Inner.Component!.Name, Is.EqualTo("Square"));
        Assert.That(lazy.Inner.Path, Is.EqualTo("inner"));
        var first = lazy.Inner.Create();
        Assert.That(((Square)first).NumCorners, Is.EqualTo(6));
        Assert.That(lazy.Inner.Create(), Is.Not.SameAs(first));
        Assert.That(lazy.Paints!.Single().Create(), Is.TypeOf<RedPaint>());
        Assert.That(Mistakes("type = \"Lazy\"\ninner = { type = \"Square\", corners = 6 }").Single(), Does.Contain("unknown key 'corners' in inner (Square)"));
    }

    [Test]
    public void Deferred_parts_take_the_services_of_the_moment()
    {
        var lazy = (Lazy)Build("type = \"Lazy\"\ninner = { type = \"Noisy\", level = 1 }");
        Assert.That(() => lazy.Inner.Create(), Throws.TypeOf<ConfigException>());
        Assert.That(lazy.Inner.Create(new ServiceCollection().AddSingleton<IClock, Clock>().BuildServiceProvider()), Is.TypeOf<Noisy>());
    }

    [Test]
    public void Deferred_parts_can_be_made_in_code()
    {
        Assert.That(Deferred<IShape>.Of(_ => new Square(3)).Create(), Is.TypeOf<Square>());
    }

    [Test]
    public void Each_building_makes_its_own_lists()
    {
        var binding = Factory().Bind<IShape>(Toml.Parse("type = \"Every\"\nints = [1]"));
        ((Every)binding.Create()).Ints![0] = 99;
        Assert.That(((Every)binding.Create()).Ints, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void When_a_part_cannot_be_built_those_already_built_are_disposed()
    {
        Disposed.Ids.Clear();
        Assert.That(
            () => Build("type = \"Group\"\nshapes = [{ type = \"Disposed\", id = 1 }, { type = \"Disposed\", id = 2 }, { type = \"Thrower\", how = \"user\" }]"),
            Throws.TypeOf<ConfigException>());
        Assert.That(Disposed.Ids, Is.EqualTo(new[] { 2, 1 }));
    }

    private static IShape Build(string toml) => Factory().Create<IShape>(Toml.Parse(toml));

    private static IEnumerable<string> Mistakes(string toml) => Factory().Bind<IShape>(Toml.Parse(toml)).Errors.Select(e => e.ToString());
}
