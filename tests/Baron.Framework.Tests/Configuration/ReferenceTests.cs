using Baron.Configuration;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

public sealed class ReferenceTests
{
    [Test]
    public void A_string_that_is_one_reference_takes_the_value_with_its_type()
    {
        var root = Toml.Parse("""
            i = "${_vars_.i}"
            f = "${_vars_.f}"
            b = "${_vars_.b}"
            s = "${_vars_.s}"
            list = "${_vars_.list}"
            table = "${_vars_.table}"
            [_vars_]
            i = 3
            f = 0.5
            b = true
            s = "text"
            list = [1, 2]
            table = { x = 1, y = "${_vars_.i}" }
            """);
        Assert.That(ConfigWriter.Inline(root), Is.EqualTo("{ i = 3, f = 0.5, b = true, s = \"text\", list = [1, 2], table = { x = 1, y = 3 } }"));
    }

    [Test]
    public void Inside_a_string_values_are_written_out()
    {
        var root = Toml.Parse("x = \"${a.n}-${a.f}-${a.b}-${a.s}.pth\"\na = { n = 50, f = 1.0, b = false, s = \"z\" }");
        Assert.That(root.At("x"), Is.EqualTo("\"50-1.0-false-z.pth\""));
    }

    [Test]
    public void References_see_the_merged_config_whichever_file_wrote_what()
    {
        using var folder = new ConfigFolder();
        folder.File("base.toml", "num_classes = \"${_vars_.n}\"\n[_vars_]\nn = 80");
        folder.File("own.toml", "_base_ = \"base.toml\"\n[_vars_]\nn = 20");
        Assert.That(folder.Load("own.toml").Root.At("num_classes"), Is.EqualTo("20"));
        Assert.That(folder.Load("own.toml", ConfigOverride.Set("_vars_.n=3")).Root.At("num_classes"), Is.EqualTo("3"));
    }

    [Test]
    public void References_reach_into_lists_and_through_other_references()
    {
        var root = Toml.Parse("""
            first = "${_vars_.classes.0}"
            deep = "${_vars_.alias.backbone.depth}"
            pipeline = ["${_vars_.load}", { type = "Pack" }]
            _vars_ = { classes = ["cat", "dog"], alias = "${model}", load = { type = "Load" } }
            [model]
            backbone = { depth = 18 }
            """);
        Assert.That(root.At("first"), Is.EqualTo("\"cat\""));
        Assert.That(root.At("deep"), Is.EqualTo("18"));
        Assert.That(root.At("pipeline"), Is.EqualTo("[{ type = \"Load\" }, { type = \"Pack\" }]"));
    }

    [Test]
    public void Two_dollars_make_a_literal_reference()
    {
        Assert.That(Toml.Parse("a = \"$${b}\"\nc = \"cost: $5, $${x} ${d}\"\nd = 1").At("a"), Is.EqualTo("\"$${b}\""));
        Assert.That(Toml.Parse("a = \"$${b}\"").NodeAt("a").AsString(), Is.EqualTo("${b}"));
        Assert.That(Toml.Parse("c = \"cost: $5, $${x} ${d}\"\nd = 1").NodeAt("c").AsString(), Is.EqualTo("cost: $5, ${x} 1"));
    }

    [Test]
    public void Environment_variables_are_strings_and_may_have_a_fallback()
    {
        string? Environment(string name) => name == "DATA" ? "/data" : null;
        var root = ConfigDocument.Parse("a = \"${env:DATA}\"\nb = \"${env:DATA}/coco\"\nc = \"${env:NONE:here}\"\nd = \"${env:NONE:}\"\ne = \"${env:NONE:x:y}\"", environment: Environment).Root;
        Assert.That(ConfigWriter.Inline(root), Is.EqualTo("{ a = \"/data\", b = \"/data/coco\", c = \"here\", d = \"\", e = \"x:y\" }"));
    }

    [Test]
    public void An_environment_variable_that_is_not_set_is_an_error()
    {
        Assert.That(Toml.Fails("a = \"${env:NONE}\"").Message, Is.EqualTo(
            "test.toml:1:5: the environment variable NONE is not set; set it, or give a fallback: ${env:NONE:fallback}"));
    }

    [Test]
    public void Config_dir_is_the_folder_of_the_file_that_says_it()
    {
        using var folder = new ConfigFolder();
        folder.File("_base_/base.toml", "a = \"${config_dir}/x.json\"");
        folder.File("own.toml", "_base_ = \"${config_dir}/_base_/base.toml\"\nb = \"${config_dir}\"");
        var root = folder.Load("own.toml", ConfigOverride.Set("c=${config_dir}/z")).Root;
        Assert.That(root.NodeAt("a").AsString(), Is.EqualTo(Path.Combine(folder.Root, "_base_/x.json")));
        Assert.That(root.NodeAt("b").AsString(), Is.EqualTo(folder.Root));
        Assert.That(root.NodeAt("c").AsString(), Is.EqualTo(Path.Combine(folder.Root, "z")));
    }

    [Test]
    public void A_reference_to_nothing_is_an_error_with_the_nearest_name()
    {
        var error = Toml.Fails("a = \"${_vars_.clases}\"\n[_vars_]\nclasses = []").Errors.Single();
        Assert.That(error.ToString(), Is.EqualTo("test.toml:1:5: '${_vars_.clases}' refers to nothing: _vars_ has no key 'clases'; did you mean '_vars_.classes'?"));
    }

    [TestCase("a = \"${b.5}\"\nb = [1]")]
    [TestCase("a = \"${b.c}\"\nb = 1")]
    [TestCase("a = \"${}\"")]
    [TestCase("a = \"x ${b\"\nb = 1")]
    [TestCase("a = \"x ${b}\"\nb = [1]")]
    public void Malformed_references_are_errors_with_their_place(string toml)
    {
        Assert.That(Toml.Fails(toml).Errors.Single().Position, Is.EqualTo(new SourcePosition("test.toml", 1, 5)));
    }

    [Test]
    public void References_in_a_circle_are_an_error_that_shows_the_chain()
    {
        Assert.That(Toml.Fails("a = \"${b}\"\nb = \"x${c.d}\"\n[c]\nd = \"${a}\"").Message, Does.Contain("circle").And.Contain("a -> b -> c.d -> a"));
    }

    [Test]
    public void A_table_that_contains_a_reference_to_itself_is_a_circle()
    {
        Assert.That(Toml.Fails("[a]\nb = \"${a}\"").Message, Does.Contain("a -> a.b -> a"));
    }

    [Test]
    public void A_table_may_refer_to_its_own_other_keys()
    {
        Assert.That(Toml.Parse("[a]\nb = \"${a.c}\"\nc = 1").At("a.b"), Is.EqualTo("1"));
    }

    [Test]
    public void A_table_cannot_be_merged_into_a_reference_but_may_replace_it()
    {
        using var folder = new ConfigFolder();
        folder.File("base.toml", "norm = \"${_vars_.norm}\"\n[_vars_]\nnorm = { type = \"BN\" }");
        folder.File("merge.toml", "_base_ = \"base.toml\"\n[norm]\nrequires_grad = false");
        folder.File("replace.toml", "_base_ = \"base.toml\"\n[norm]\n_delete_ = true\ntype = \"GN\"");
        Assert.That(folder.Fails("merge.toml").Message, Does.Contain("merge.toml:2:1").And.Contain("${_vars_.norm}").And.Contain("_delete_ = true"));
        Assert.That(folder.Load("replace.toml").Root.At("norm"), Is.EqualTo("{ type = \"GN\" }"));
    }

    [Test]
    public void A_value_that_came_through_a_reference_knows_both_places()
    {
        var node = Toml.Parse("\na = \"${_vars_.x}\"\n[_vars_]\nx = 3").NodeAt("a");
        Assert.That(node.Position, Is.EqualTo(new SourcePosition("test.toml", 2, 5)));
        Assert.That(node.DefinedAt, Is.EqualTo(new SourcePosition("test.toml", 4, 5)));
    }

    [Test]
    public void Free_tables_are_no_part_of_the_resolved_config()
    {
        var document = ConfigDocument.Parse("a = 1\n_vars_ = { x = 2 }\n_more = 3");
        Assert.That(document.Root.Keys, Is.EqualTo(new[] { "a" }));
        Assert.That(document.Variables.Keys, Is.EqualTo(new[] { "_vars_", "_more" }));
    }

    [Test]
    public void All_broken_references_are_reported_in_one_go()
    {
        Assert.That(Toml.Fails("a = \"${x}\"\nb = [\"${y}\", \"${env:NONE}\"]").Errors, Has.Count.EqualTo(3));
    }
}
