using Baron.Configuration;
using Baron.Configuration.Import;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

public sealed class ConfigImportTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("baron-import-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    // Every value is read as the key x of the model.
    [TestCase("1", "1")]
    [TestCase("-1_000", "-1000")]
    [TestCase("0x1F", "31")]
    [TestCase("0b101 + 0o17", "20")]
    [TestCase("1e-3", "0.001")]
    [TestCase("1.", "1.0")]
    [TestCase(".5", "0.5")]
    [TestCase("True", "true")]
    [TestCase("'a'", "\"a\"")]
    [TestCase("'a' \"b\"\n  'c'", "\"abc\"")]
    [TestCase("'''a\nb'''", "\"a\\nb\"")]
    [TestCase("r'a\\d'", "\"a\\\\d\"")]
    [TestCase("'\\u00e4\\x41\\n'", "\"äA\\n\"")]
    [TestCase("'a' + 'b' * 2", "\"abb\"")]
    [TestCase("[1, 2,]", "[1, 2]")]
    [TestCase("(1, 'a')", "[1, \"a\"]")]
    [TestCase("(1,)", "[1]")]
    [TestCase("(1)", "1")]
    [TestCase("()", "[]")]
    [TestCase("[1] + [2] * 3", "[1, 2, 2, 2]")]
    [TestCase("[*[1, 2], 3]", "[1, 2, 3]")]
    [TestCase("{'a': 1, 'b': [2]}", "{ a = 1, b = [2] }")]
    [TestCase("{1: 'a'}", "{ 1 = \"a\" }")]
    [TestCase("dict(a=1, **{'b': 2})", "{ a = 1, b = 2 }")]
    [TestCase("{**dict(a=1), 'a': 2}", "{ a = 2 }")]
    [TestCase("dict(dict(a=1), b=2)", "{ a = 1, b = 2 }")]
    [TestCase("2 + 3 * 4 - 1", "13")]
    [TestCase("(2 + 3) * 4", "20")]
    [TestCase("7 // 2 + 7 % 3", "4")]
    [TestCase("-7 // 2", "-4")]
    [TestCase("-7 % 3", "2")]
    [TestCase("1 / 4", "0.25")]
    [TestCase("-2 ** 2", "-4")]
    [TestCase("2 ** -1", "0.5")]
    [TestCase("2 ** 3 ** 2", "512")]
    [TestCase("0.02 * 2", "0.04")]
    [TestCase("number * 2", "14")]
    [TestCase("f'{text}/{number}{{}}'", "\"words/7{}\"")]
    [TestCase("f'{nested.inner[1]}'", "\"5\"")]
    [TestCase("nested['inner'][-1]", "6")]
    [TestCase("nested['inner'][1:]", "[5, 6]")]
    [TestCase("nested['inner'][:-1]", "[4, 5]")]
    [TestCase("list(range(3))", "[0, 1, 2]")]
    [TestCase("tuple([1])", "[1]")]
    [TestCase("list(range(5, 0, -2))", "[5, 3, 1]")]
    [TestCase("len(nested.inner) + len(text) + len(nested)", "9")]
    [TestCase("1 // 0.1", "9.0")]
    [TestCase("1 % 0.1", "0.09999999999999995")]
    [TestCase("-7 % 3.5", "0.0")]
    [TestCase("7 % -3", "-2")]
    [TestCase("9223372036854775807 % 9223372036854775806", "1")]
    [TestCase("00", "0")]
    [TestCase("1_000.5e1_0", "10005000000000.0")]
    [TestCase("0x_1F", "31")]
    [TestCase("f'\\x7bnumber\\x7d{number}'", "\"{number}7\"")]
    [TestCase("f'{small} {large} {whole}'", "\"1e-05 1.5e+16 1000000000000000.0\"")]
    [TestCase("str(0.0001)", "\"0.0001\"")]
    [TestCase("str(-123.25)", "\"-123.25\"")]
    [TestCase("dict(nested, inner=1)", "{ inner = 1 }")]
    [TestCase("'./{{ fileBasenameNoExtension }}{{fileExtname}}'", "\"./config.py\"")]
    [TestCase("f'{{ fileBasename }}:{number}'", "\"config.py:7\"")]
    [TestCase("float('inf')", "inf")]
    [TestCase("int(2.9) + float(1)", "3.0")]
    [TestCase("dict(a=None, b=1)", "{ b = 1 }")]
    [TestCase("dict(type='mmdet.ResNet')", "{ type = \"ResNet\" }")]
    [TestCase("nested.copy()", "{ inner = [4, 5, 6] }")]
    [TestCase("'${not_a_reference}'", "\"$${not_a_reference}\"")]
    public void Values_are_what_Python_makes_of_them(string python, string toml)
    {
        var imported = Import($"number = 7\nsmall = 1e-5\nlarge = 15e15\nwhole = 1e15\ntext = 'words'\nnested = dict(inner=[4, 5, 6])\nmodel = dict(\n  x={python})\n");
        Assert.That(ConfigWriter.Inline(imported.Root["model"]!.AsTable()["x"]!), Is.EqualTo(toml));
    }

    [TestCase("import os", "1:1", "'import'")]
    [TestCase("from mmengine.config import read_base", "1:1", "'from'")]
    [TestCase("a = 1\nfor i in range(3):\n    a += i", "2:1", "'for'")]
    [TestCase("if True:\n    a = 1", "1:1", "'if'")]
    [TestCase("def f(): pass", "1:1", "'def'")]
    [TestCase("a = [x for x in [1]]", "1:8", "comprehension")]
    [TestCase("a = dict(b=[x * 2 for x in [1]])", "1:19", "comprehension")]
    [TestCase("a = {k: 1 for k in 'ab'}", "1:11", "comprehension")]
    [TestCase("a = [(1333, s) for s in [640, 800]]", "1:16", "comprehension")]
    [TestCase("a = dict(b=c, d=[x for x in [1]])", "1:12", "'c' is not assigned")]
    [TestCase("a = 1 == 2", "1:7", "the operator '=='")]
    [TestCase("a = ~1", "1:5", "the operator '~'")]
    [TestCase("a = dict(b=1, c=2, b=3)", "1:20", "'b' twice")]
    [TestCase("c = dict(b=1)\na = dict(**c, b=2)", "2:15", "'b' twice")]
    [TestCase("c = dict(b=1)\na = dict(b=2, **c)", "2:15", "'b' twice")]
    [TestCase("a = 0123", "1:5", "starts with 0")]
    [TestCase("a = 1_", "1:5", "between digits")]
    [TestCase("a = 1__0", "1:5", "between digits")]
    [TestCase("a = 0xf__f", "1:5", "between digits")]
    [TestCase("a = 1_.5", "1:5", "between digits")]
    [TestCase("a = 0.0 ** -1", "1:9", "division by zero")]
    [TestCase("a = 1.5 % 0", "1:9", "division by zero")]
    [TestCase("a = (-8) ** 0.5", "1:10", "complex")]
    [TestCase("a = 2.0 ** 2000", "1:9", "larger than any number")]
    [TestCase("a = '{{_base_.x}}/y'", "1:5", "f'{_base_.x}'")]
    [TestCase("a = f'{{_base_.x}}/y'", "1:5", "f'{_base_.x}'")]
    [TestCase("a = '{{ $DATA:/data }}/y'", "1:5", "the environment")]
    [TestCase("model\u00a0= 1", "1:6", "U+00A0")]
    [TestCase("\ud83d\ude00 = 1", "1:1", "'\ud83d\ude00'")]
    [TestCase("a = 1\n\ufeffb = 1", "2:1", "U+FEFF")]
    [TestCase("a = dict(\n  b=dict(c=1,\n  d=[2],\n)\ne = 1", "5:1", "the '(' at 1:9 is still open")]
    [TestCase("_base_ = 'mmpretrain::resnet/x.py'", "1:10", "'mmpretrain'")]
    [TestCase("_base_ = '../_base_/absent.py'", "1:10", "'mmdet::'")]
    [TestCase("x = 1\na = [x for x in [1]]", "2:8", "'for'")]
    [TestCase("a = lambda: 1", "1:5", "'lambda'")]
    [TestCase("a = 1 if True else 2", "1:7", "'if'")]
    [TestCase("a = not True", "1:5", "'not'")]
    [TestCase("a = 1 < 2", "1:7", "'<'")]
    [TestCase("a = open('/etc/passwd')", "1:5", "'open'")]
    [TestCase("a = __import__('os').system('x')", "1:5", "'__import__'")]
    [TestCase("b = dict()\na = b.pop('x')", "2:7", "'pop'")]
    [TestCase("a = 'x'.format(1)", "1:9", "'format'")]
    [TestCase("a = f'{1 + 1}'", "1:5", "f-string")]
    [TestCase("b = 1\na = f'{b:03d}'", "2:5", "f-string")]
    [TestCase("b = 1\na = f'{b!r}'", "2:5", "f-string")]
    [TestCase("a = b", "1:5", "'b' is not assigned")]
    [TestCase("backend = 1\na = backnd", "2:5", "did you mean 'backend'")]
    [TestCase("a = {1, 2}", "1:7", "sets")]
    [TestCase("a = (1\nb = 2", "2:1", "')'")]
    [TestCase("a = 'abc", "1:5", "no end")]
    [TestCase("a = 1 2", "1:7", "the end of the line")]
    [TestCase("a.b = 1", "1:2", "'.'")]
    [TestCase("a = [1][3]", "1:9", "no item 3")]
    [TestCase("a = dict(b=1).c", "1:15", "no 'c'")]
    [TestCase("a = 1 / 0", "1:7", "division by zero")]
    [TestCase("a = 10 ** 400", "1:8", "64 bits")]
    [TestCase("a = 99999999999999999999", "1:5", "64 bits")]
    [TestCase("a = 'a' + 1", "1:9", "'+'")]
    [TestCase("a = b'x'", "1:5", "bytes")]
    [TestCase("  a = 1", "1:3", "indented")]
    [TestCase("a = $", "1:5", "'$'")]
    [TestCase("a = _base_.model", "1:5", "_base_")]
    [TestCase("model = dict(x=[None])", "1:17", "None")]
    [TestCase("_base_ = 'absent.py'", "1:10", "absent.py")]
    [TestCase("_base_ = 'mmdet::absent/x.py'", "1:10", "--mmdet")]
    [TestCase("_base_ = 3", "1:10", "_base_")]
    public void Anything_else_is_an_error_with_file_line_and_column(string python, string place, string message) =>
        Assert.That(() => Import(python), Throws.TypeOf<ConfigException>().With.Message.Contains($"config.py:{place}: ").And.Message.Contains(message));

    [Test]
    public void Bases_merge_key_by_key_and_delete_replaces()
    {
        Write("base/a.py", "model = dict(type='A', backbone=dict(depth=50, style='pytorch'), neck=dict(type='FPN', num_outs=5), head=[1, 2])\nbatch = 4\n");
        Write("base/b.py", "_base_ = './a.py'\nmodel = dict(backbone=dict(depth=101))\n");
        var imported = Import(
            """
            _base_ = ['base/b.py']
            model = dict(
                neck=dict(_delete_=True, type='C'),
                backbone=dict(frozen=1, style=None),
                head=_base_.model.head + [_base_.batch],
                inherited={{_base_.model.backbone.depth}})
            """);
        Assert.That(
            ConfigWriter.Inline(imported.Root["model"]!),
            Is.EqualTo("{ type = \"A\", backbone = { depth = 101, frozen = 1 }, neck = { type = \"C\" }, head = [1, 2, 4], inherited = 101 }"));
    }

    [Test]
    public void A_dict_over_something_else_is_an_error_unless_it_deletes()
    {
        Write("a.py", "model = dict(neck=[1])\n");
        Assert.That(() => Import("_base_ = 'a.py'\nmodel = dict(neck=dict(x=1))"), Throws.TypeOf<ConfigException>().With.Message.Contains("config.py:2:19").And.Message.Contains("_delete_=True"));
        Assert.That(ConfigWriter.Inline(Import("_base_ = 'a.py'\nmodel = dict(neck=dict(_delete_=True, x=1))").Root["model"]!), Is.EqualTo("{ neck = { x = 1 } }"));
    }

    [Test]
    public void Bases_of_mmdet_are_found_in_a_checkout_above_the_file_and_among_Barons_own()
    {
        Write("mmdetection/configs/faster_rcnn/x.py", "model = dict(a=1)\n");
        Write("configs/faster_rcnn/y.py", "model = dict(b=2)\n");
        Write("baron/faster_rcnn/z.toml", "model = { c = 3 }\n");
        var options = new ConfigImportOptions { MmdetRoots = [Path.Combine(_folder.FullName, "mmdetection")], BaronRoots = [Path.Combine(_folder.FullName, "baron")] };
        var imported = Import("_base_ = ['mmdet::faster_rcnn/x.py', 'mmdet::faster_rcnn/y.py', 'mmdet::faster_rcnn/z.py']\n", options);
        Assert.That(ConfigWriter.Inline(imported.Root["model"]!), Is.EqualTo("{ a = 1, b = 2, c = 3 }"));
    }

    [TestCase("True")]
    [TestCase("1")]
    [TestCase("'yes'")]
    public void Anything_that_is_true_deletes(string value)
    {
        Write("a.py", "model = dict(neck=dict(type='FPN', num_outs=5))\n");
        Assert.That(ConfigWriter.Inline(Import($"_base_ = 'a.py'\nmodel = dict(neck=dict(_delete_={value}, type='C'))").Root["model"]!), Is.EqualTo("{ neck = { type = \"C\" } }"));
    }

    [TestCase("False")]
    [TestCase("0")]
    public void Anything_that_is_false_merges(string value)
    {
        Write("a.py", "model = dict(neck=dict(type='FPN', num_outs=5))\n");
        Assert.That(ConfigWriter.Inline(Import($"_base_ = 'a.py'\nmodel = dict(neck=dict(_delete_={value}, type='C'))").Root["model"]!), Is.EqualTo("{ neck = { type = \"C\", num_outs = 5 } }"));
    }

    [Test]
    public void MMDetections_runtime_is_among_Barons_configs()
    {
        var options = new ConfigImportOptions { BaronRoots = [Path.Combine(RepositoryPaths.Root, "configs")] };
        var hooks = Import("_base_ = 'mmdet::_base_/default_runtime.py'\ndefault_hooks = dict(checkpoint=dict(max_keep_ckpts=3))\n", options).Root["default_hooks"]!.AsTable();
        Assert.That(ConfigWriter.Inline(hooks["checkpoint"]!), Is.EqualTo("{ type = \"CheckpointHook\", interval = 1, max_keep_ckpts = 3 }"), "after every epoch");
    }

    [Test]
    public void The_nearest_of_Barons_own_configs_is_suggested()
    {
        Write("baron/faster_rcnn/faster-rcnn_r50_fpn_1x_coco.toml", "model = { c = 3 }\n");
        var options = new ConfigImportOptions { BaronRoots = [Path.Combine(_folder.FullName, "baron")] };
        Assert.That(
            () => Import("_base_ = 'mmdet::faster_rcnn/faster_rcnn_r50_fpn_1x_coco.py'\n", options),
            Throws.TypeOf<ConfigException>().With.Message.Contains("did you mean 'mmdet::faster_rcnn/faster-rcnn_r50_fpn_1x_coco.py'"));
    }

    [TestCase("a.json", "{\"model\": {\"a\": 1}}")]
    [TestCase("a.yaml", "model:\n  a: 1\n")]
    public void Bases_in_other_languages_are_an_error(string name, string text)
    {
        Write(name, text);
        Assert.That(() => Import($"_base_ = '{name}'"), Throws.TypeOf<ConfigException>().With.Message.Contains("config.py:1:10").And.Message.Contains("no Python"));
    }

    [Test]
    public void A_variable_of_a_base_is_reached_through_the_base_only()
    {
        Write("a.py", "num_classes = 80\n");
        Assert.That(() => Import("_base_ = 'a.py'\nmodel = dict(x=num_classes)"), Throws.TypeOf<ConfigException>().With.Message.Contains("config.py:2:16").And.Message.Contains("did you mean '_base_.num_classes'"));
    }

    [TestCase("\ufeffmodel = dict(a=1)\n")]
    [TestCase("# \u00e9\r\nmodel = dict(\r\n    a=1,  # one\r\n)\r\n")]
    [TestCase("model = dict(\r  a=1)\r")]
    [TestCase("\t# a comment\nmodel = \\\n  dict(\n\ta=1)")]
    [TestCase("'''About {{_base_.x}}.'''\nmodel = dict(a=1)")]
    public void Byte_order_marks_line_ends_and_comments_do_not_matter(string text) =>
        Assert.That(ConfigWriter.Inline(Import(text).Root["model"]!), Is.EqualTo("{ a = 1 }"));

    [Test]
    public void Variables_that_others_are_made_of_are_not_reported()
    {
        Write("a.py", "root = 'data/'\npipeline = [dict(type='A')]\nbatch = 2\nspare = 1\n");
        var imported = Import("_base_ = 'a.py'\npipeline = [dict(type='B')]\nname = 'x'\nname += 'y'\nmodel = dict(p={{_base_.pipeline}}, r=f'{_base_.root}{name}', b=_base_['batch'])\n");
        Assert.That(imported.LeftOut, Is.EqualTo(new[] { "pipeline (config.py:2)", "spare (a.py:4)" }), "the pipeline of this file went nowhere");
    }

    [Test]
    public void A_slip_in_a_key_of_the_run_is_reported_with_the_key_that_was_meant() =>
        Assert.That(
            Import("model = dict()\ntrain_dataloder = dict(batch_size=2)\ndefault_scope = 'mmdet'\n").LeftOut,
            Is.EqualTo(new[] { "train_dataloder (config.py:2); did you mean 'train_dataloader'?", "default_scope (config.py:3)" }));

    [Test]
    public void Runs_in_the_form_of_MMDetection_2_are_refused_with_what_is_written_now()
    {
        var error = Assert.Throws<ConfigException>(() => Import("model = dict(type='A')\noptimizer = dict(type='SGD')\ndata = dict(samples_per_gpu=2)\nrunner = dict(max_epochs=12)\nlr_config = dict(step=[8])\nfp16 = None\n"));
        Assert.That(error!.Errors.Select(e => e.Position.Line), Is.EqualTo(new[] { 2, 3, 4, 5 }));
        Assert.That(error.Errors.Select(e => e.Expected), Has.One.Contains("optim_wrapper").And.One.Contains("train_dataloader").And.One.Contains("train_cfg").And.One.Contains("param_scheduler"));
        Assert.That(error.Message, Does.Contain("'data' is a key of MMDetection 2.x").And.Contain("start from the 3.x config"));
    }

    [Test]
    public void Former_keys_that_are_only_helpers_are_none()
    {
        var imported = Import("optimizer = dict(type='SGD', lr=0.1)\noptim_wrapper = dict(optimizer=optimizer)\ndata = 'x'\ntrain_dataloader = dict(batch_size=2)\n");
        Assert.That(ConfigWriter.Inline(imported.Root["optim_wrapper"]!), Is.EqualTo("{ optimizer = { type = \"SGD\", lr = 0.1 } }"));
        Assert.That(imported.LeftOut, Is.EqualTo(new[] { "data (config.py:3)" }));
    }

    [Test]
    public void None_where_the_default_is_another_value_is_reported()
    {
        var options = new ConfigImportOptions { DefaultOf = (type, key) => (type, key) == ("ResNet", "norm_cfg") ? "{ type = \"BN\" }" : null };
        var imported = Import("model = dict(backbone=dict(type='mmdet.ResNet', norm_cfg=None, init_cfg=None))\ndefault_hooks = dict(timer=None, runtime_info=None)\nload_from = None\n", options);
        Assert.That(imported.LeftOut, Is.EqualTo(new[]
        {
            "model.backbone.norm_cfg = None (config.py:1); the default is { type = \"BN\" }",
            "default_hooks.timer = None (config.py:2); the usual hook stays",
        }));
        Assert.That(ConfigWriter.Inline(imported.Root["model"]!), Is.EqualTo("{ backbone = { type = \"ResNet\" } }"));
    }

    [Test]
    public void Circles_of_bases_are_an_error()
    {
        Write("a.py", "_base_ = 'config.py'\n");
        Assert.That(() => Import("_base_ = 'a.py'"), Throws.TypeOf<ConfigException>().With.Message.Contains("circle"));
    }

    [Test]
    public void What_only_MMEngine_needs_is_left_out_and_said_so()
    {
        var imported = Import("env_cfg = dict(x=1)\nmodel = dict(type='A', _scope_='mmdet')\ndefault_hooks = dict(sampler_seed=dict(type='DistSamplerSeedHook'), timer=dict(type='IterTimerHook'))\nvisualizer = dict(type='DetLocalVisualizer', vis_backends=[])\n");
        Assert.That(imported.LeftOut, Is.EqualTo(new[] { "env_cfg (config.py:1)", "default_hooks.sampler_seed (DistSamplerSeedHook, config.py:3)", "visualizer.vis_backends (config.py:4)" }));
        Assert.That(imported.ToToml(), Does.StartWith("# From config.py").And.Contain("#   env_cfg (config.py:1)"));
        var again = ConfigDocument.Parse(imported.ToToml());
        Assert.That(ConfigNode.DeepEquals(again.Root, imported.Root));
        Assert.That(imported.Root["model"]!.AsTable().Keys, Is.EqualTo(new[] { "type" }));
    }

    [Test]
    public void Loops_without_a_type_get_one() =>
        Assert.That(ConfigWriter.Inline(Import("train_cfg = dict(by_epoch=True, max_epochs=12)").Root["train_cfg"]!), Is.EqualTo("{ type = \"EpochBasedTrainLoop\", max_epochs = 12 }"));

    [Test]
    public void Lines_that_make_more_than_any_config_needs_are_an_error_and_no_memory()
    {
        var doubling = "a0 = [1, 2]\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i} = a{i - 1} + a{i - 1}\n"));
        var sharing = "a0 = [1, 2]\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i} = [a{i - 1}, a{i - 1}]\n")) + "model = dict(x=a60)";
        var texts = "a0 = 'abc'\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i} = f'{{a{i - 1}}}{{a{i - 1}}}'\n"));
        var deep = "a0 = dict()\n" + string.Concat(Enumerable.Range(1, 5000).Select(i => $"a{i} = dict(x=a{i - 1})\n")) + "model = a5000";
        Assert.That(() => Import(doubling), Throws.TypeOf<ConfigException>().With.Message.Contains("more values"));
        Assert.That(() => Import(sharing), Throws.TypeOf<ConfigException>().With.Message.Contains("more values"));
        Assert.That(() => Import(texts), Throws.TypeOf<ConfigException>().With.Message.Contains("more values"));
        Assert.That(() => Import(deep), Throws.TypeOf<ConfigException>().With.Message.Contains("nested"));
        Assert.That(() => Import("a = [1] * 10 ** 15"), Throws.TypeOf<ConfigException>().With.Message.Contains("too many"));
        Assert.That(() => Import("a = list(range(10 ** 18))"), Throws.TypeOf<ConfigException>().With.Message.Contains("more values"));
        Assert.That(() => Import("a = " + new string('[', 100_000)), Throws.TypeOf<ConfigException>().With.Message.Contains("nested"));
        Assert.That(() => Import("a = " + new string('-', 100_000) + "1"), Throws.TypeOf<ConfigException>().With.Message.Contains("nested"));
    }

    private ImportedConfig Import(string python, ConfigImportOptions? options = null) => ConfigImporter.Import(Write("config.py", python), options);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
