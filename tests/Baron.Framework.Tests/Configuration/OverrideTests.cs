using Baron.Configuration;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

public sealed class OverrideTests
{
    private const string Config = """
        lr = 0.1
        names = ["a", "b"]
        [model]
        type = "A"
        depth = 18
        [[hooks]]
        type = "H0"
        interval = 1
        [[hooks]]
        type = "H1"
        """;

    [TestCase("lr=0.2", "lr", "0.2")]
    [TestCase("lr=1", "lr", "1")]
    [TestCase("lr=1e-3", "lr", "0.001")]
    [TestCase("lr = 5", "lr", "5")]
    [TestCase("model.depth=50", "model.depth", "50")]
    [TestCase("model.frozen=true", "model.frozen", "true")]
    [TestCase("model.style=caffe", "model.style", "\"caffe\"")]
    [TestCase("device=cuda:0", "device", "\"cuda:0\"")]
    [TestCase("load_from=work_dirs/a b/x.pth", "load_from", "\"work_dirs/a b/x.pth\"")]
    [TestCase("load_from=a=b.pth", "load_from", "\"a=b.pth\"")]
    [TestCase("note=", "note", "\"\"")]
    [TestCase("note=\"true\"", "note", "\"true\"")]
    [TestCase("note='a # b'", "note", "\"a # b\"")]
    [TestCase("names=[\"x\", \"y\", \"z\"]", "names", "[\"x\", \"y\", \"z\"]")]
    [TestCase("names.1=z", "names", "[\"a\", \"z\"]")]
    [TestCase("hooks.0.interval=7", "hooks.0", "{ type = \"H0\", interval = 7 }")]
    [TestCase("hooks.1.interval=7", "hooks.1", "{ type = \"H1\", interval = 7 }")]
    [TestCase("model={ depth = 34 }", "model", "{ type = \"A\", depth = 34 }")]
    [TestCase("model={ _delete_ = true, type = \"B\" }", "model", "{ type = \"B\" }")]
    [TestCase("a.b.\"c.d\"=1", "a.b", "{ \"c.d\" = 1 }")]
    public void Set_lays_a_value_over_the_config(string assignment, string path, string expected)
    {
        Assert.That(Toml.Parse(Config, ConfigOverride.Set(assignment)).At(path), Is.EqualTo(expected));
    }

    [Test]
    public void Later_changes_win()
    {
        var root = Toml.Parse(Config, ConfigOverride.Set("model.depth=34"), ConfigOverride.Set("model.depth=101"));
        Assert.That(root.At("model.depth"), Is.EqualTo("101"));
    }

    [Test]
    public void Unset_removes_a_key()
    {
        Assert.That(Toml.Parse(Config, ConfigOverride.Unset("model.depth")).At("model"), Is.EqualTo("{ type = \"A\" }"));
    }

    [Test]
    public void Unset_removes_an_item_of_a_list_and_a_key_inside_one()
    {
        var root = Toml.Parse(Config, ConfigOverride.Unset("hooks.0.interval"), ConfigOverride.Unset("hooks.1"), ConfigOverride.Unset("names.0"));
        Assert.That(root.At("hooks"), Is.EqualTo("[{ type = \"H0\" }]"));
        Assert.That(root.At("names"), Is.EqualTo("[\"b\"]"));
    }

    [Test]
    public void Unset_of_a_key_that_is_not_there_is_an_error_with_the_nearest_name()
    {
        var error = Toml.Fails(Config, ConfigOverride.Unset("model.deph")).Errors.Single();
        Assert.That(error.ToString(), Is.EqualTo("--unset model.deph: model has no key 'deph'; expected one of type, depth; did you mean 'depth'?"));
    }

    [TestCase("hooks.2")]
    [TestCase("hooks.x")]
    [TestCase("lr.x")]
    [TestCase("nothing.at.all")]
    public void Unset_of_a_path_that_leads_nowhere_is_an_error(string path)
    {
        Assert.That(Toml.Fails(Config, ConfigOverride.Unset(path)).Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public void Set_behind_the_end_of_a_list_is_an_error()
    {
        Assert.That(Toml.Fails(Config, ConfigOverride.Set("names.2=c")).Message, Does.StartWith("--set names.2=c: ").And.Contain("0 to 1"));
    }

    [TestCase("no_equals")]
    [TestCase("=5")]
    [TestCase("a..b=5")]
    [TestCase("a.=5")]
    public void What_is_no_assignment_is_refused(string text)
    {
        Assert.That(() => ConfigOverride.Set(text), Throws.TypeOf<ConfigException>().With.Message.Contains("--set a.b.c=value"));
    }

    [TestCase("a=[1, 2")]
    [TestCase("a={ b = }")]
    [TestCase("a=\"open")]
    public void A_value_that_begins_like_TOML_and_is_not_is_refused_rather_than_taken_as_text(string text)
    {
        Assert.That(() => ConfigOverride.Set(text), Throws.TypeOf<ConfigException>());
    }

    [Test]
    public void A_value_cannot_smuggle_in_another_key()
    {
        var root = Toml.Parse(Config, ConfigOverride.Set("note=1\nlr = 9"));
        Assert.That(root.At("lr"), Is.EqualTo("0.1"));
        Assert.That(root.NodeAt("note").AsString(), Is.EqualTo("1\nlr = 9"));
    }

    [Test]
    public void Values_from_the_command_line_are_reported_by_their_option()
    {
        var root = Toml.Parse(Config, ConfigOverride.Set("model.depth=deep"));
        Assert.That(() => root.NodeAt("model", "depth").AsInt64(), Throws.TypeOf<ConfigException>().With.Message.EqualTo(
            "--set model.depth=deep: found the string 'deep'; expected an integer"));
    }

    [Test]
    public void Code_sets_values_with_their_types()
    {
        var root = Toml.Parse(Config, ConfigOverride.Set("randomness.seed", 3, "--seed 3"), ConfigOverride.Set("work_dir", "true", "--work-dir true"));
        Assert.That(root.At("randomness.seed"), Is.EqualTo("3"));
        Assert.That(root.At("work_dir"), Is.EqualTo("\"true\""));
    }
}
