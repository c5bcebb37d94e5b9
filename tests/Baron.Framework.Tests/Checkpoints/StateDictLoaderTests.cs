using Baron.Checkpoints;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class StateDictLoaderTests
{
    private TemporaryFolder _folder = null!;
    private nn.Module _module = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _module = nn.Sequential(("fc", nn.Linear(2, 3)), ("bn", nn.BatchNorm2d(3)));
    }

    [TearDown]
    public void TearDown()
    {
        _module.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Parameters_and_buffers_get_the_values_of_the_file()
    {
        using var scope = NewDisposeScope();
        var report = StateDictLoader.Load(_module, Save(Values()));
        Assert.That(report.IsComplete, Is.True, report.ToString());
        var state = _module.state_dict();
        Assert.That(Doubles(state["fc.weight"]), Is.EqualTo(new double[] { 0, 1, 2, 3, 4, 5 }));
        Assert.That(Doubles(state["bn.running_var"]), Is.EqualTo(new double[] { 2, 2, 2 }));
        Assert.That(Doubles(state["bn.num_batches_tracked"]), Is.EqualTo(new double[] { 9 }));
        Assert.That(_module.parameters().All(p => p.requires_grad), Is.True);
    }

    [Test]
    public void Missing_unexpected_and_misshaped_names_are_listed_and_nothing_is_changed()
    {
        using var scope = NewDisposeScope();
        var before = Doubles(_module.state_dict()["fc.weight"]);
        var values = Values();
        values.Remove("bn.running_mean");
        values["extra.bias"] = ones(1);
        values["fc.bias"] = ones(4);
        var path = Save(values);
        Assert.That(
            () => StateDictLoader.Load(_module, path),
            Throws.TypeOf<BaronException>()
                .With.Message.Contains("1 missing in the file: bn.running_mean")
                .And.Message.Contains("1 not in the model: extra.bias")
                .And.Message.Contains("1 of another shape: fc.bias [4] instead of [3]"));
        Assert.That(Doubles(_module.state_dict()["fc.weight"]), Is.EqualTo(before));
    }

    [Test]
    public void What_fits_is_loaded_when_loading_is_not_strict()
    {
        using var scope = NewDisposeScope();
        var values = Values();
        values.Remove("bn.running_mean");
        values["fc.bias"] = ones(4);
        var report = StateDictLoader.Load(_module, Save(values), new StateDictLoadOptions { Strict = false });
        Assert.That(report.Missing, Is.EqualTo(new[] { "bn.running_mean" }));
        Assert.That(report.Mismatched.Select(m => m.Name), Is.EqualTo(new[] { "fc.bias" }));
        Assert.That(report.Loaded, Does.Contain("fc.weight").And.Not.Contain("fc.bias"));
        Assert.That(Doubles(_module.state_dict()["fc.weight"])[5], Is.EqualTo(5));
    }

    [Test]
    public void Long_lists_are_cut_and_counted_by_module()
    {
        string[] missing = [.. Enumerable.Range(0, 300).Select(i => $"backbone.layer{i}.weight"), .. Enumerable.Range(0, 20).Select(i => $"neck.convs.{i}.bias")];
        var report = new StateDictReport("a.pth", [], missing, [.. Enumerable.Range(0, 40).Select(i => $"other.part{i % 2}.{i}.weight")], []);
        Assert.That(report.ToString().Split('\n'), Is.EqualTo(new[]
        {
            "a.pth does not fit the model (0 tensors fit)",
            "  320 missing in the file: backbone.layer0.weight, backbone.layer1.weight, backbone.layer2.weight, backbone.layer3.weight, backbone.layer4.weight, backbone.layer5.weight and 314 more (in all backbone 300, neck 20)",
            "  40 not in the model: other.part0.0.weight, other.part1.1.weight, other.part0.2.weight, other.part1.3.weight, other.part0.4.weight, other.part1.5.weight and 34 more (in all other.part0 20, other.part1 20)",
        }));
    }

    [TestCase("backbone.body.layer1.0.conv1.weight", "torchvision's names", "--map torchvision")]
    [TestCase("backbone.bottom_up.res2.0.conv1.weight", "Detectron2's names", "--map detectron2")]
    [TestCase("res2_0_branch2a_w", "Caffe2's names", "--map detectron2")]
    [TestCase("visual.conv1.weight", "OpenAI's CLIP's names", "--map clip")]
    [TestCase("text_model.final_layer_norm.bias", "Hugging Face's CLIP's names", "--map clip")]
    public void Names_of_another_library_are_recognised_and_the_map_is_named(string unexpected, string whose, string remedy) =>
        Assert.That(new StateDictReport("a.pth", [], ["backbone.conv1.weight"], [unexpected], []).ToString(), Does.Contain(whose).And.Contain(remedy));

    [Test]
    public void A_prefix_that_all_names_have_or_lack_is_recognised()
    {
        string[] names = ["backbone.conv1.weight", "backbone.bn1.weight", "neck.x.weight"];
        string[] prefixed = [.. names.Select(name => "teacher." + name), "epoch"];
        Assert.That(new StateDictReport("a.pth", [], names, prefixed, []).Hints, Is.EqualTo(new[] { "3 of the file's names fit without 'teacher.' before them; 'baron checkpoint convert FILE OUT --prefix teacher.' takes it off" }));
        Assert.That(new StateDictReport("a.pth", [], names, ["conv1.weight", "bn1.weight"], []).Hints, Has.One.Contains("2 of the file's names fit with 'backbone.' before them"));
        Assert.That(new StateDictReport("a.pth", [], names, ["a.b", "c.d"], []).Hints, Is.Empty);
    }

    [Test]
    public void Another_number_of_classes_is_recognised()
    {
        var weight = new StateDictMismatch("roi_head.bbox_head.fc_cls.weight", [5, 1024], [81, 1024]);
        Assert.That(new StateDictReport("a.pth", ["x"], [], [], [weight]).Hints, Is.EqualTo(new[] { "the file has 4 classes and the model 80 (num_classes)" }));
        Assert.That(new StateDictReport("a.pth", ["x"], [], [], [weight with { FileShape = [5, 512] }]).Hints, Is.Empty);
    }

    [Test]
    public void A_prefix_selects_a_part_of_the_file()
    {
        using var scope = NewDisposeScope();
        var values = Values().ToDictionary(t => "backbone." + t.Key, t => t.Value);
        values["neck.x"] = ones(1);
        var report = StateDictLoader.Load(_module, Save(values), new StateDictLoadOptions { Prefix = "backbone." });
        Assert.That(report.IsComplete, Is.True);
    }

    [Test]
    public void A_key_map_renames_and_leaves_out()
    {
        using var scope = NewDisposeScope();
        var values = Values().ToDictionary(t => t.Key.Replace("fc.", "linear.", StringComparison.Ordinal), t => t.Value);
        values["head"] = ones(1);
        var options = new StateDictLoadOptions { KeyMap = name => name == "head" ? null : name.Replace("linear.", "fc.", StringComparison.Ordinal) };
        Assert.That(StateDictLoader.Load(_module, Save(values), options).IsComplete, Is.True);
    }

    [Test]
    public void Names_that_may_be_missing_or_left_over_do_not_fail_a_strict_load()
    {
        using var scope = NewDisposeScope();
        var values = Values();
        values.Remove("bn.weight");
        values["clip.x"] = ones(1);
        var options = new StateDictLoadOptions
        {
            MayBeMissing = name => name == "bn.weight",
            MayBeUnexpected = name => name.StartsWith("clip.", StringComparison.Ordinal),
        };
        Assert.That(() => StateDictLoader.Load(_module, Save(values), options), Throws.Nothing);
    }

    [Test]
    public void Two_names_that_the_map_makes_one_are_refused()
    {
        using var scope = NewDisposeScope();
        var values = Values();
        values["fc2.weight"] = ones(3, 2);
        var options = new StateDictLoadOptions { KeyMap = name => name.Replace("fc2.", "fc.", StringComparison.Ordinal) };
        var path = Save(values);
        Assert.That(() => StateDictLoader.Load(_module, path, options), Throws.TypeOf<BaronException>().With.Message.Contains("'fc.weight'"));
    }

    [Test]
    public void Half_precision_weights_become_the_parameters_type()
    {
        using var scope = NewDisposeScope();
        var values = Values().ToDictionary(t => t.Key, t => t.Value.dtype == ScalarType.Float32 ? t.Value.to(ScalarType.Float16) : t.Value);
        StateDictLoader.Load(_module, Save(values));
        Assert.That(_module.state_dict()["fc.weight"].dtype, Is.EqualTo(ScalarType.Float32));
    }

    [Test]
    public void Loading_leaves_no_tensor_behind()
    {
        using var outer = NewDisposeScope();
        var path = Save(Values());
        StateDictLoader.Load(_module, path);
        var before = Tensor.TotalCount;
        StateDictLoader.Load(_module, path);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    private static Dictionary<string, Tensor> Values() => new()
    {
        ["fc.weight"] = arange(6).to(ScalarType.Float32).view(3, 2),
        ["fc.bias"] = ones(3),
        ["bn.weight"] = ones(3),
        ["bn.bias"] = zeros(3),
        ["bn.running_mean"] = zeros(3),
        ["bn.running_var"] = full(3, 2f),
        ["bn.num_batches_tracked"] = tensor(9L),
    };

    private static double[] Doubles(Tensor tensor) => tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();

    private string Save(Dictionary<string, Tensor> values)
    {
        var path = _folder.File("weights.safetensors");
        SafetensorsFile.Save(path, values);
        return path;
    }
}
