using Baron.Backbones;
using Baron.Checkpoints;
using Baron.Modeling;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

[TestFixture]
public sealed class InitializerTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        manual_seed(0);
    }

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void An_initialisation_applies_to_the_layers_it_names()
    {
        var module = Network();
        var before = module.state_dict()["1.weight"].clone();
        new NormalInitializer(0, 0.5, layer: ["Conv2d"]).Initialize(module, "test");
        Assert.That(module.state_dict()["0.weight"].std().item<float>(), Is.EqualTo(0.5).Within(10).Percent);
        Assert.That(module.state_dict()["1.weight"].allclose(before));
        new ConstantInitializer(3, 1, ["_BatchNorm"]).Initialize(module, "test");
        Assert.That(module.state_dict()["1.weight"].data<float>().ToArray(), Is.All.EqualTo(3));
        Assert.That(module.state_dict()["1.bias"].data<float>().ToArray(), Is.All.EqualTo(1));
    }

    [TestCase("type = \"Kaiming\"\nmode = \"fan_in\"", 8 * 9, 2.0)]
    [TestCase("type = \"Kaiming\"\ndistribution = \"uniform\"", 32 * 9, 2.0)]
    [TestCase("type = \"Xavier\"\nlayer = \"Conv2d\"", 20 * 9, 1.0)]
    [TestCase("type = \"Xavier\"\ndistribution = \"uniform\"\ngain = 2.0", 20 * 9, 4.0)]
    public void Variances_follow_the_fan(string toml, int fan, double factor)
    {
        var module = Network();
        JsonConfig.Factory(new FirstOnes(), typeof(NormalInitializer)).CreateFromToml<IInitializer>(toml).Initialize(module, "test");
        Assert.That(module.state_dict()["0.weight"].std().item<float>(), Is.EqualTo(Math.Sqrt(factor / fan)).Within(6).Percent);
        Assert.That(module.state_dict()["0.bias"].abs().sum().item<float>(), Is.Zero);
    }

    [Test]
    public void A_truncated_normal_has_no_tails()
    {
        var module = Network();
        new TruncNormalInitializer(0, 1, -0.5, 0.5).Initialize(module, "test");
        Assert.That(module.state_dict()["0.weight"].abs().max().item<float>(), Is.LessThanOrEqualTo(0.5));
    }

    [Test]
    public void A_part_starts_as_its_config_says_instead_of_as_usual()
    {
        var head = new RpnHead(4, new AnchorGenerator([8], [1], [4]), 8, initCfg: new ConstantInitializer(0.25));
        head.InitWeights();
        Assert.That(head.state_dict()["rpn_reg.weight"].data<float>().ToArray(), Is.All.EqualTo(0.25f));
    }

    [Test]
    public void A_checkpoint_gives_what_fits()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "pretrained.safetensors");
        var source = new ResNet(18, new BatchNormalization(), baseChannels: 8, numStages: 2, strides: [1, 2]);
        SafetensorsFile.Save(path, source.state_dict().Select(e => KeyValuePair.Create("backbone." + e.Key, e.Value)));
        var target = new ResNet(18, new BatchNormalization(), baseChannels: 8, numStages: 2, strides: [1, 2], initCfg: new PretrainedInitializer(path, "backbone"));
        target.InitWeights();
        Assert.That(target.state_dict()["layer2.1.conv2.weight"].allclose(source.state_dict()["layer2.1.conv2.weight"], 0, 0));
        Assert.That(
            () => new PretrainedInitializer(path).Initialize(target, "backbone"),
            Throws.TypeOf<BaronException>().With.Message.Contains("prefix").And.Message.Contains("backbone."));
        Assert.That(() => new PretrainedInitializer(path + ".absent").Initialize(target, "backbone"), Throws.InstanceOf<BaronException>().With.Message.Contains("absent"));
    }

    [Test]
    public void Weights_that_would_have_to_be_downloaded_are_explained()
    {
        Assert.That(() => new PretrainedInitializer("open-mmlab://resnet50_caffe").Initialize(Network(), "backbone"), Throws.TypeOf<BaronException>().With.Message.Contains("nothing is downloaded"));
        Assert.That(() => new PretrainedInitializer("torchvision://resnet0").Initialize(Network(), "backbone"), Throws.TypeOf<BaronException>().With.Message.Contains("init_cfg"));
    }

    [Test]
    public void What_is_unknown_is_refused()
    {
        Assert.That(() => new NormalInitializer(layer: ["Conv4d"]), Throws.TypeOf<BaronException>().With.Message.Contains("Conv2d"));
        Assert.That(() => new KaimingInitializer(mode: "fan"), Throws.TypeOf<BaronException>().With.Message.Contains("fan_out"));
        Assert.That(() => new KaimingInitializer(nonlinearity: "tanh"), Throws.TypeOf<BaronException>().With.Message.Contains("leaky_relu"));
        Assert.That(() => new XavierInitializer(distribution: "cauchy"), Throws.TypeOf<BaronException>().With.Message.Contains("uniform"));
    }

    [Test]
    public void Layers_do_what_they_are_called()
    {
        var x = randn(2, 3, 8, 8);
        var conv = new Conv2dLayer(3, 6, 3, 2, 1, groups: 3);
        Assert.That(conv.call(x).shape, Is.EqualTo(new long[] { 2, 6, 4, 4 }));
        Assert.That(conv.state_dict().Keys, Is.EquivalentTo(new[] { "weight", "bias" }));
        var linear = new LinearLayer(8, 5, false);
        Assert.That(linear.call(x).allclose(nn.functional.linear(x, linear.state_dict()["weight"])));
        Assert.That(new ReluLayer().call(x).min().item<float>(), Is.Zero);
        Assert.That(new GeluLayer().call(zeros(1)).item<float>(), Is.Zero);
        var dropout = new DropoutLayer(1);
        Assert.That(dropout.call(x).abs().sum().item<float>(), Is.Zero);
        dropout.eval();
        Assert.That(dropout.call(x).allclose(x));
        Assert.That(() => new LinearLayer(0, 1), Throws.TypeOf<BaronException>().With.Message.Contains("in_features"));
        Assert.That(() => new Conv2dLayer(3, 4, 3, groups: 3), Throws.TypeOf<BaronException>().With.Message.Contains("groups"));
        Assert.That(() => new DropoutLayer(2), Throws.TypeOf<BaronException>().With.Message.Contains("0-1"));
    }

    private static nn.Module Network() => nn.Sequential(nn.Conv2d(8, 32, 3), nn.BatchNorm2d(32));
}
