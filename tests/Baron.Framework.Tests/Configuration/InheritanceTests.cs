using Baron.Configuration;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

public sealed class InheritanceTests
{
    private ConfigFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new ConfigFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_config_takes_everything_of_its_base_and_changes_what_it_names()
    {
        _folder.File("base.toml", "lr = 0.1\n[model]\ntype = \"A\"\ndepth = 18\n[model.norm]\ntype = \"BN\"\n");
        _folder.File("own.toml", "_base_ = \"base.toml\"\n[model]\ndepth = 50\n");
        var root = _folder.Load("own.toml").Root;
        Assert.That(root.At("lr"), Is.EqualTo("0.1"));
        Assert.That(root.At("model.type"), Is.EqualTo("\"A\""));
        Assert.That(root.At("model.depth"), Is.EqualTo("50"));
        Assert.That(root.At("model.norm.type"), Is.EqualTo("\"BN\""));
        Assert.That(root.Contains("_base_"), Is.False);
    }

    [Test]
    public void Bases_are_relative_to_the_file_that_names_them()
    {
        _folder.File("_base_/models/deep/inner.toml", "a = 1");
        _folder.File("_base_/models/m.toml", "_base_ = \"deep/inner.toml\"\nb = 2");
        _folder.File("runs/own.toml", "_base_ = \"../_base_/models/m.toml\"\nc = 3");
        Assert.That(_folder.Load("runs/own.toml").Root.Keys, Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void Of_several_bases_the_later_one_wins_and_the_file_itself_wins_over_all()
    {
        _folder.File("one.toml", "x = 1\ny = 1\nz = 1\n[t]\na = 1");
        _folder.File("two.toml", "y = 2\nz = 2\n[t]\nb = 2");
        _folder.File("own.toml", "_base_ = [\"one.toml\", \"two.toml\"]\nz = 3");
        var root = _folder.Load("own.toml").Root;
        Assert.That(ConfigWriter.Inline(root), Is.EqualTo("{ x = 1, y = 2, z = 3, t = { a = 1, b = 2 } }"));
    }

    [Test]
    public void Lists_and_scalars_replace_what_they_inherit()
    {
        _folder.File("base.toml", "list = [1, 2, 3]\nvalue = \"text\"\ntable = { a = 1 }");
        _folder.File("own.toml", "_base_ = \"base.toml\"\nlist = [9]\nvalue = true\ntable = 5");
        var root = _folder.Load("own.toml").Root;
        Assert.That(ConfigWriter.Inline(root), Is.EqualTo("{ list = [9], value = true, table = 5 }"));
    }

    [Test]
    public void Delete_true_drops_the_inherited_table()
    {
        _folder.File("base.toml", "[model]\ntype = \"A\"\ndepth = 18");
        _folder.File("own.toml", "_base_ = \"base.toml\"\n[model]\n_delete_ = true\ntype = \"B\"");
        Assert.That(_folder.Load("own.toml").Root.At("model"), Is.EqualTo("{ type = \"B\" }"));
    }

    [Test]
    public void Delete_with_names_drops_these_inherited_keys_only()
    {
        _folder.File("base.toml", "[head]\ntype = \"A\"\ncls_bias = -20.0\ninit_cfg = { std = 0.01 }\nkept = 1");
        _folder.File("own.toml", "_base_ = \"base.toml\"\n[head]\n_delete_ = [\"cls_bias\", \"init_cfg\"]\ninit_cfg = { mean = 0 }");
        Assert.That(_folder.Load("own.toml").Root.At("head"), Is.EqualTo("{ type = \"A\", kept = 1, init_cfg = { mean = 0 } }"));
    }

    [Test]
    public void Deleting_a_key_that_is_not_inherited_is_an_error_with_the_nearest_name()
    {
        _folder.File("base.toml", "[head]\ncls_bias = 1");
        _folder.File("own.toml", "_base_ = \"base.toml\"\n[head]\n_delete_ = [\"cls_bais\"]");
        var error = _folder.Fails("own.toml").Errors.Single();
        Assert.That(error.Position.Line, Is.EqualTo(3));
        Assert.That(error.Position.Column, Is.EqualTo(13));
        Assert.That(error.Suggestion, Is.EqualTo("cls_bias"));
    }

    [Test]
    public void Delete_is_never_left_in_the_result()
    {
        var root = Toml.Parse("[a]\n_delete_ = true\nx = 1\n[[b]]\n_delete_ = true\ny = 2\n[[c.d]]\ne = { _delete_ = false, z = 3 }");
        Assert.That(ConfigWriter.Inline(root), Does.Not.Contain("_delete_"));
        Assert.That(root.At("c.d.0.e.z"), Is.EqualTo("3"));
    }

    [Test]
    public void A_malformed_delete_is_an_error()
    {
        Assert.That(Toml.Fails("[a]\n_delete_ = 5").Message, Does.Contain("test.toml:2:12").And.Contain("a._delete_ is the integer 5"));
    }

    [Test]
    public void A_table_with_numbers_as_keys_changes_items_of_an_inherited_list()
    {
        _folder.File("base.toml", "[[hooks]]\ntype = \"A\"\ninterval = 1\n[[hooks]]\ntype = \"B\"\n");
        _folder.File("own.toml", "_base_ = \"base.toml\"\n[hooks.0]\ninterval = 5\n[hooks.1]\n_delete_ = true\ntype = \"C\"\n");
        Assert.That(_folder.Load("own.toml").Root.At("hooks"), Is.EqualTo("[{ type = \"A\", interval = 5 }, { type = \"C\" }]"));
    }

    [Test]
    public void Delete_with_positions_drops_items_of_an_inherited_list()
    {
        _folder.File("base.toml", "list = [\"a\", \"b\", \"c\", \"d\"]");
        _folder.File("own.toml", "_base_ = \"base.toml\"\nlist = { _delete_ = [0, 2], 3 = \"D\" }");
        Assert.That(_folder.Load("own.toml").Root.At("list"), Is.EqualTo("[\"b\", \"D\"]"));
    }

    [Test]
    public void A_position_behind_the_end_of_a_list_is_an_error()
    {
        _folder.File("base.toml", "list = [1, 2]");
        _folder.File("own.toml", "_base_ = \"base.toml\"\nlist.2 = 9");
        Assert.That(_folder.Fails("own.toml").Message, Does.Contain("own.toml:2:6").And.Contain("has no item 2; expected 0 to 1"));
    }

    [Test]
    public void Numbers_are_ordinary_keys_where_no_list_is_inherited()
    {
        Assert.That(Toml.Parse("[t]\n0 = \"a\"\n1 = \"b\"").At("t"), Is.EqualTo("{ 0 = \"a\", 1 = \"b\" }"));
    }

    [Test]
    public void Configs_that_inherit_in_a_circle_are_an_error_that_shows_the_chain()
    {
        _folder.File("a.toml", "_base_ = \"b.toml\"");
        _folder.File("b.toml", "_base_ = \"c.toml\"");
        _folder.File("c.toml", "_base_ = \"a.toml\"");
        Assert.That(_folder.Fails("a.toml").Message, Does.Match(@"c\.toml:1:10: .*circle: .*a\.toml -> .*b\.toml -> .*c\.toml -> .*a\.toml"));
    }

    [Test]
    public void One_base_of_two_configs_is_no_circle()
    {
        _folder.File("base.toml", "x = 1");
        _folder.File("a.toml", "_base_ = \"base.toml\"");
        _folder.File("b.toml", "_base_ = \"base.toml\"\ny = 2");
        _folder.File("own.toml", "_base_ = [\"a.toml\", \"b.toml\"]");
        var document = _folder.Load("own.toml");
        Assert.That(document.Root.Keys, Is.EqualTo(new[] { "x", "y" }));
        Assert.That(document.Files.Select(Path.GetFileName), Is.EqualTo(new[] { "base.toml", "a.toml", "b.toml", "own.toml" }));
    }

    [Test]
    public void A_base_that_does_not_exist_is_an_error_with_the_nearest_file()
    {
        _folder.File("faster_rcnn.toml", "x = 1");
        _folder.File("own.toml", "\n_base_ = [\"faster_rnn.toml\"]");
        var error = _folder.Fails("own.toml").Errors.Single();
        Assert.That(error.ToString(), Does.Contain("own.toml:2:11: the base config 'faster_rnn.toml' does not exist"));
        Assert.That(error.Suggestion, Does.EndWith("faster_rcnn.toml"));
    }

    [Test]
    public void A_base_below_the_top_is_an_error()
    {
        Assert.That(Toml.Fails("[model]\n_base_ = \"x.toml\"").Message, Does.Contain("test.toml:2:1: _base_ stands in model"));
    }

    [Test]
    public void A_config_that_does_not_exist_is_an_error_with_the_nearest_file()
    {
        _folder.File("baron_kd.toml", "x = 1");
        Assert.That(_folder.Fails("baron_dk.toml").Message, Does.Contain("does not exist").And.Contain("did you mean").And.Contain("baron_kd.toml'?"));
    }

    [Test]
    public void A_folder_is_no_config()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Root, "sub"));
        Assert.That(_folder.Fails("sub").Message, Does.Contain("folder"));
    }

    [Test]
    public void A_file_that_is_not_UTF8_is_an_error()
    {
        File.WriteAllBytes(Path.Combine(_folder.Root, "own.toml"), [0x61, 0x20, 0x3d, 0x20, 0x22, 0xff, 0x22]);
        Assert.That(_folder.Fails("own.toml").Message, Does.Contain("UTF-8"));
    }

    [Test]
    public void A_byte_order_mark_does_no_harm()
    {
        File.WriteAllBytes(Path.Combine(_folder.Root, "own.toml"), [0xef, 0xbb, 0xbf, .. "a = 1"u8]);
        Assert.That(_folder.Load("own.toml").Root.At("a"), Is.EqualTo("1"));
    }

    [Test]
    public void Syntax_errors_of_the_file_and_its_bases_come_together_each_with_its_place()
    {
        _folder.File("base.toml", "a = 1\nb = [1, 2\n");
        _folder.File("own.toml", "_base_ = \"base.toml\"\n\nx == 3\n");
        var errors = _folder.Fails("own.toml").Errors;
        Assert.That(errors.Select(e => (Path.GetFileName(e.Position.Source), e.Position.Line)), Does.Contain(("own.toml", 3)));
    }

    [Test]
    public void Mistakes_come_file_by_file_and_from_top_to_bottom()
    {
        var errors = Toml.Fails("a = 1\na = 2\n[b\nc = [\"x\nd = 1").Errors;
        Assert.That(errors.Select(e => e.Position.Line), Is.Ordered);
        Assert.That(errors.Select(e => e.Position.Line), Does.Contain(2).And.Contain(3));
    }

    [Test]
    public void Every_key_and_value_knows_the_file_that_wrote_it_last()
    {
        var basePath = _folder.File("base.toml", "[model]\ntype = \"A\"\n  depth = 18\n");
        var ownPath = _folder.File("own.toml", "_base_ = \"base.toml\"\n[model]\n    width = 2\n");
        var model = (ConfigTable)_folder.Load("own.toml").Root["model"]!;
        model.TryGetEntry("depth", out var depth);
        model.TryGetEntry("width", out var width);
        Assert.That(depth!.KeyPosition, Is.EqualTo(new SourcePosition(basePath, 3, 3)));
        Assert.That(depth.Value.Position, Is.EqualTo(new SourcePosition(basePath, 3, 11)));
        Assert.That(width!.KeyPosition, Is.EqualTo(new SourcePosition(ownPath, 3, 5)));
        Assert.That(width.Value.Position, Is.EqualTo(new SourcePosition(ownPath, 3, 13)));
    }

    [Test]
    public void Headers_dotted_keys_inline_tables_and_lists_know_their_places()
    {
        var root = Toml.Parse("[a.b]\nc.d = { e = [10,\n  20] }\n[[f]]\ng = 1\n[[f]]\ng = 2\n");
        Assert.That(root.NodeAt("a", "b").Position, Is.EqualTo(new SourcePosition("test.toml", 1, 1)));
        Assert.That(root.NodeAt("a", "b", "c", "d", "e", "1").Position, Is.EqualTo(new SourcePosition("test.toml", 3, 3)));
        Assert.That(root.NodeAt("f", "1").Position, Is.EqualTo(new SourcePosition("test.toml", 6, 1)));
        Assert.That(root.NodeAt("f", "1", "g").Position, Is.EqualTo(new SourcePosition("test.toml", 7, 5)));
    }
}
