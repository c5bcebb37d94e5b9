using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Compat.Tests;

public sealed class TensorSmokeTests
{
    [Test]
    public void A_gradient_flows_through_a_matrix_product()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new float[] { 1, 2, 3, 4 }, [2, 2], requires_grad: true);
        var b = tensor(new float[] { 1, 0, 0, 2 }, [2, 2]);
        a.matmul(b).sum().backward();
        Assert.That(a.grad.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 1, 2 }));
    }

    [Test]
    public void A_scope_frees_what_was_made_inside_it()
    {
        var before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            var x = ones(100, 100);
            for (var i = 0; i < 10; i++)
            {
                x = x * 2 + 1;
            }
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void A_convolution_and_a_norm_train()
    {
        using var scope = NewDisposeScope();
        var net = nn.Sequential(("conv", nn.Conv2d(3, 4, 3, padding: 1)), ("bn", nn.BatchNorm2d(4)), ("relu", nn.ReLU()));
        var y = net.call(randn(2, 3, 8, 8));
        y.mean().backward();
        Assert.That(y.shape, Is.EqualTo(new long[] { 2, 4, 8, 8 }));
        Assert.That(net.state_dict().Keys, Does.Contain("bn.running_mean").And.Contain("conv.weight"));
        Assert.That(net.parameters().All(p => p.grad is not null), Is.True);
    }
}
