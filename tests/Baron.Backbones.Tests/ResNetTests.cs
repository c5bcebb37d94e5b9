using Baron.Distributed;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Backbones.Tests;

[TestFixture]
public sealed class ResNetTests
{
    private static readonly BatchNormalization Norm = new();

    [TestCase(18, new long[] { 64, 128, 256, 512 })]
    [TestCase(34, new long[] { 64, 128, 256, 512 })]
    [TestCase(50, new long[] { 256, 512, 1024, 2048 })]
    [TestCase(101, new long[] { 256, 512, 1024, 2048 })]
    public void Every_depth_gives_maps_of_strides_4_to_32(int depth, long[] channels)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var net = new ResNet(depth, Norm);
        net.eval();
        var maps = net.Forward(rand(1, 3, 64, 96));
        for (var i = 0; i < 4; i++)
        {
            Assert.That(maps[i].shape, Is.EqualTo(new[] { 1, channels[i], 64 >> (i + 2), 96 >> (i + 2) }));
        }
    }

    [Test]
    public void Only_the_stages_asked_for_are_returned()
    {
        using var scope = NewDisposeScope();
        var net = new ResNet(18, Norm, numStages: 3, strides: [1, 2, 2], outIndices: [0, 2], baseChannels: 16, stemChannels: 8);
        var maps = net.Forward(rand(2, 3, 32, 32));
        Assert.That(maps.Select(m => m.shape[1]), Is.EqualTo(new[] { 16L, 64L }));
        Assert.That(net.state_dict()["conv1.weight"].shape[0], Is.EqualTo(8));
    }

    [Test]
    public void Caffe_style_has_its_stride_in_the_first_convolution()
    {
        using var scope = NewDisposeScope();
        Assert.That(Stride("caffe", "conv1"), Is.EqualTo(2));
        Assert.That(Stride("caffe", "conv2"), Is.EqualTo(1));
        Assert.That(Stride("pytorch", "conv1"), Is.EqualTo(1));
        Assert.That(Stride("pytorch", "conv2"), Is.EqualTo(2));
    }

    [Test]
    public void A_dilated_stage_keeps_its_resolution()
    {
        using var scope = NewDisposeScope();
        var net = new ResNet(50, Norm, strides: [1, 2, 2, 1], dilations: [1, 1, 1, 2], baseChannels: 8);
        var maps = net.Forward(rand(1, 3, 64, 64));
        Assert.That(maps[3].shape, Is.EqualTo(new long[] { 1, 256, 4, 4 }));
    }

    [Test]
    public void Deep_stem_and_average_pooled_shortcuts_have_their_names()
    {
        using var scope = NewDisposeScope();
        var net = new ResNet(50, Norm, deepStem: true, avgDown: true, baseChannels: 8);
        var maps = net.Forward(rand(1, 3, 64, 64));
        Assert.That(maps[0].shape[2], Is.EqualTo(16));
        Assert.That(net.state_dict().Keys, Is.SupersetOf(new[] { "stem.0.weight", "stem.7.running_mean", "layer2.0.downsample.1.weight", "layer2.0.downsample.2.bias" }));
    }

    [Test]
    public void Frozen_stages_take_no_gradient_and_stay_in_evaluation_mode()
    {
        using var scope = NewDisposeScope();
        var net = new ResNet(18, Norm, frozenStages: 1, normEval: false, baseChannels: 8);
        net.train();
        foreach (var (name, parameter) in net.named_parameters())
        {
            var frozen = name.StartsWith("conv1", StringComparison.Ordinal) || name.StartsWith("bn1", StringComparison.Ordinal) || name.StartsWith("layer1", StringComparison.Ordinal);
            Assert.That(parameter.requires_grad, Is.EqualTo(!frozen), name);
        }

        Assert.That(net.named_modules().Where(m => m.Item2 is BatchNorm).All(m => m.Item2.training == !(m.Item1 == "bn1" || m.Item1.StartsWith("layer1", StringComparison.Ordinal))));
    }

    [Test]
    public void Normalisation_stays_in_evaluation_mode_when_asked_for()
    {
        using var scope = NewDisposeScope();
        var net = new ResNet(18, Norm, normEval: true, baseChannels: 8);
        net.train();
        Assert.That(net.training);
        Assert.That(net.modules().OfType<BatchNorm>().Any(m => m.training), Is.False);
        net.eval();
        net.train();
        Assert.That(net.modules().OfType<BatchNorm>().Any(m => m.training), Is.False);
    }

    [Test]
    public void A_block_starts_as_the_identity_when_its_last_normalisation_starts_at_zero()
    {
        using var scope = NewDisposeScope();
        var zero = new ResNet(18, Norm, baseChannels: 8);
        zero.InitWeights();
        var one = new ResNet(18, Norm, baseChannels: 8, zeroInitResidual: false);
        one.InitWeights();
        Assert.That(zero.state_dict()["layer1.0.bn2.weight"].abs().sum().item<float>(), Is.Zero);
        Assert.That(one.state_dict()["layer1.0.bn2.weight"].mean().item<float>(), Is.EqualTo(1));

        var std = one.state_dict()["layer4.1.conv2.weight"].std().item<float>();
        Assert.That(std, Is.EqualTo(Math.Sqrt(2.0 / (64 * 9))).Within(3).Percent, "Kaiming by fan-out");
    }

    [Test]
    public void Group_normalisation_takes_the_place_of_batch_normalisation()
    {
        using var scope = NewDisposeScope();
        var net = new ResNet(18, new GroupNormalization(4), baseChannels: 8);
        net.Forward(rand(1, 3, 32, 32));
        Assert.That(net.state_dict().Keys, Does.Contain("gn1.weight").And.Contain("layer1.0.gn2.bias").And.Not.Contain("bn1.weight"));
    }

    [TestCase(19)]
    [TestCase(0)]
    public void An_unknown_depth_is_refused_with_those_there_are(int depth) =>
        Assert.That(() => new ResNet(depth, Norm), Throws.TypeOf<BaronException>().With.Message.Contains("18, 34, 50, 101"));

    [Test]
    public void Lists_that_do_not_fit_the_number_of_stages_are_refused()
    {
        Assert.That(() => new ResNet(18, Norm, strides: [1, 2]), Throws.TypeOf<BaronException>().With.Message.Contains("strides").And.Message.Contains("num_stages"));
        Assert.That(() => new ResNet(18, Norm, dilations: [1]), Throws.TypeOf<BaronException>().With.Message.Contains("dilations"));
        Assert.That(() => new ResNet(18, Norm, numStages: 3, outIndices: [3]), Throws.TypeOf<BaronException>().With.Message.Contains("out_indices"));
        Assert.That(() => new ResNet(18, Norm, numStages: 5), Throws.TypeOf<BaronException>().With.Message.Contains("num_stages"));
        Assert.That(() => new ResNet(18, Norm, frozenStages: 5), Throws.TypeOf<BaronException>().With.Message.Contains("frozen_stages"));
        Assert.That(() => new ResNet(18, Norm, style: "torch"), Throws.TypeOf<BaronException>().With.Message.Contains("caffe"));
        Assert.That(() => new ResLayer(50, Norm, stage: 4), Throws.TypeOf<BaronException>().With.Message.Contains("stage"));
    }

    [Test]
    public void Synchronised_statistics_are_those_of_one_process_and_refused_with_more()
    {
        using var scope = NewDisposeScope();
        Assert.That(new SyncBatchNormalization(new SingleProcessGroup()).Create(4), Is.InstanceOf<BatchNorm2d>());
        Assert.That(() => new SyncBatchNormalization(new TwoProcesses()).Create(4), Throws.TypeOf<BaronException>().With.Message.Contains("SyncBN"));
    }

    [Test]
    public void Channels_that_groups_do_not_divide_are_refused() =>
        Assert.That(() => new GroupNormalization(3).Create(8), Throws.TypeOf<BaronException>().With.Message.Contains("num_groups"));

    private static long Stride(string style, string conv)
    {
        var net = new ResNet(50, Norm, style: style, baseChannels: 8);
        return ((Conv2d)net.named_modules().First(m => m.Item1 == $"layer2.0.{conv}").Item2).stride[0];
    }

    private sealed class TwoProcesses : IProcessGroup
    {
        public int Rank => 0;

        public int WorldSize => 2;

        public void AllReduceSum(Tensor tensor)
        {
        }

        public void Barrier()
        {
        }
    }
}
