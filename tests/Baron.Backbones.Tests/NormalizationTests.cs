using Baron.Distributed;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Backbones.Tests;

[TestFixture]
public sealed class NormalizationTests
{
    [Test]
    public void Groups_of_channels_are_normalised_by_their_own_mean_and_spread()
    {
        using var scope = NewDisposeScope();
        var norm = new GroupNormalization(2).Create(6);
        var state = norm.state_dict();
        using (no_grad())
        {
            state["weight"].copy_(arange(1, 7, ScalarType.Float32));
            state["bias"].copy_(arange(-3, 3, ScalarType.Float32));
        }

        var x = (randn(3, 6, 4, 5) * 7) + 2;
        var groups = x.view(3, 2, -1);
        var centred = groups - groups.mean([2], keepdim: true);
        var normal = (centred / (centred.square().mean([2], keepdim: true) + 1e-5).sqrt()).view(3, 6, 4, 5);
        var expected = (normal * state["weight"].view(1, 6, 1, 1)) + state["bias"].view(1, 6, 1, 1);
        Assert.That(norm.call(x).allclose(expected, 1e-5, 1e-5));
    }

    [Test]
    public void Batches_are_normalised_by_their_own_mean_and_spread_while_training_only()
    {
        using var scope = NewDisposeScope();
        foreach (var norm in new[] { new BatchNormalization().Create(3), new SyncBatchNormalization(new SingleProcessGroup()).Create(3) })
        {
            var x = (randn(4, 3, 5, 5) * 3) + 1;
            var mean = x.mean([0, 2, 3]);
            var centred = x - mean.view(1, 3, 1, 1);
            var variance = centred.square().mean([0, 2, 3]);
            norm.train();
            Assert.That(norm.call(x).allclose(centred / (variance + 1e-5).sqrt().view(1, 3, 1, 1), 1e-4, 1e-5));

            // A tenth of the batch's statistics, the variance with Bessel's correction.
            var state = norm.state_dict();
            Assert.That(state["running_mean"].allclose(mean * 0.1, 1e-4, 1e-6));
            Assert.That(state["running_var"].allclose((variance * (0.1 * 100 / 99)) + 0.9, 1e-4, 1e-6));
            norm.eval();
            var expected = (x - state["running_mean"].view(1, 3, 1, 1)) / (state["running_var"] + 1e-5).sqrt().view(1, 3, 1, 1);
            Assert.That(norm.call(x).allclose(expected, 1e-4, 1e-5));
        }
    }
}
