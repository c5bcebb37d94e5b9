using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Backbones.Tests;

[TestFixture]
public sealed class FpnTests
{
    [Test]
    public void Extra_levels_are_pooled_from_the_last()
    {
        using var scope = NewDisposeScope();
        var outputs = new Fpn([4, 8], 6, 4).Forward([rand(1, 4, 20, 12), rand(1, 8, 10, 6)]);
        Assert.That(outputs.Select(o => o.shape[2]), Is.EqualTo(new long[] { 20, 10, 5, 3 }));
        Assert.That(outputs[2].allclose(nn.functional.max_pool2d(outputs[1], 1, 2)));
    }

    [TestCase("on_input")]
    [TestCase("on_lateral")]
    [TestCase("on_output")]
    public void Extra_levels_can_be_convolved(string source)
    {
        using var scope = NewDisposeScope();
        var neck = new Fpn([4, 8], 6, 4, addExtraConvs: source, reluBeforeExtraConvs: true);
        var outputs = neck.Forward([rand(1, 4, 20, 12), rand(1, 8, 10, 6)]);
        Assert.That(outputs.Select(o => o.shape[2]), Is.EqualTo(new long[] { 20, 10, 5, 3 }));
        Assert.That(neck.state_dict()["fpn_convs.2.conv.weight"].shape[1], Is.EqualTo(source == "on_input" ? 8 : 6));
    }

    [Test]
    public void A_coarser_level_is_enlarged_to_the_finer_one_s_own_size()
    {
        using var scope = NewDisposeScope();
        var outputs = new Fpn([4, 8], 6, 2).Forward([rand(1, 4, 19, 11), rand(1, 8, 10, 6)]);
        Assert.That(outputs[0].shape, Is.EqualTo(new long[] { 1, 6, 19, 11 }));
    }

    [Test]
    public void Only_levels_from_start_to_end_are_used()
    {
        using var scope = NewDisposeScope();
        var neck = new Fpn([4, 8, 16], 6, 2, startLevel: 1);
        var outputs = neck.Forward([rand(1, 4, 20, 20), rand(1, 8, 10, 10), rand(1, 16, 5, 5)]);
        Assert.That(outputs.Select(o => o.shape[2]), Is.EqualTo(new long[] { 10, 5 }));
        Assert.That(new Fpn([4, 8, 16], 6, 2, endLevel: 1).Forward([rand(1, 4, 20, 20), rand(1, 8, 10, 10), rand(1, 16, 5, 5)]).Count, Is.EqualTo(2));
    }

    [Test]
    public void Laterals_can_go_without_normalisation()
    {
        var names = new Fpn([4], 6, 1, noNormOnLateral: true, normCfg: new BatchNormalization()).state_dict().Keys;
        Assert.That(names, Does.Contain("fpn_convs.0.bn.weight").And.Not.Contain("lateral_convs.0.bn.weight").And.Contain("lateral_convs.0.conv.bias"));
    }

    [Test]
    public void Levels_that_do_not_fit_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => new Fpn([4, 8], 6, 1), Throws.TypeOf<BaronException>().With.Message.Contains("num_outs"));
        Assert.That(() => new Fpn([4, 8], 6, 2, startLevel: 2), Throws.TypeOf<BaronException>().With.Message.Contains("start_level"));
        Assert.That(() => new Fpn([4, 8, 16], 6, 3, endLevel: 1), Throws.TypeOf<BaronException>().With.Message.Contains("end_level"));
        Assert.That(() => new Fpn([4, 8], 6, 3, addExtraConvs: "yes"), Throws.TypeOf<BaronException>().With.Message.Contains("on_input"));
        Assert.That(() => new Fpn([4, 8], 6, 2, upsampleCfg: new UpsampleConfig("cubic")), Throws.TypeOf<BaronException>().With.Message.Contains("cubic"));
        Assert.That(() => new Fpn([4, 8], 6, 2).Forward([rand(1, 4, 8, 8)]), Throws.TypeOf<BaronException>().With.Message.Contains("in_channels"));
    }

    [Test]
    public void Weights_start_as_Xavier_says()
    {
        using var scope = NewDisposeScope();
        var neck = new Fpn([64], 64, 1);
        neck.InitWeights();
        var bound = Math.Sqrt(6.0 / ((64 * 9) + (64 * 9)));
        var weight = neck.state_dict()["fpn_convs.0.conv.weight"];
        Assert.That(weight.max().item<float>(), Is.LessThanOrEqualTo(bound).And.GreaterThan(0.95 * bound));
        Assert.That(neck.state_dict()["fpn_convs.0.conv.bias"].abs().sum().item<float>(), Is.Zero);
    }
}
