using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Compat.Tests.Torch;

public sealed class AutogradTests
{
    private TorchSharp.DisposeScope _scope = null!;

    [SetUp]
    public void SetUp() => _scope = NewDisposeScope();

    [TearDown]
    public void TearDown() => _scope.Dispose();

    [Test]
    public void A_gradient_flows_through_a_matrix_product()
    {
        var a = tensor(new float[] { 1, 2, 3, 4 }, [2, 2], requires_grad: true);
        var b = tensor(new float[] { 1, 0, 0, 2 }, [2, 2]);
        a.matmul(b).sum().backward();
        Assert.That(a.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 1, 2 }));
    }

    [Test]
    public void Gradients_add_up_until_they_are_cleared()
    {
        var x = tensor(new[] { 3f }, requires_grad: true);
        (x * x).sum().backward();
        (x * x).sum().backward();
        Assert.That(x.grad!.item<float>(), Is.EqualTo(12));
        x.grad = null;
        Assert.That(x.grad, Is.Null);
    }

    [Test]
    public void No_graph_is_kept_inside_no_grad()
    {
        var x = ones(2, requires_grad: true);
        Tensor inside;
        using (no_grad())
        {
            Assert.That(is_grad_enabled(), Is.False);
            inside = x * 2;
            using (enable_grad())
            {
                Assert.That((x * 2).requires_grad, Is.True);
            }
        }

        Assert.That(inside.requires_grad, Is.False);
        Assert.That(is_grad_enabled(), Is.True);
        Assert.That((x * 2).requires_grad, Is.True);
        Assert.That((x * 2).detach().requires_grad, Is.False);
    }

    [Test]
    public void Gradients_of_gradients_exist_where_the_graph_is_kept()
    {
        var x = tensor(new[] { 2.0 }, requires_grad: true);
        var first = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];
        var second = autograd.grad([first.sum()], [x])[0];
        Assert.That(first.item<double>(), Is.EqualTo(12));
        Assert.That(second.item<double>(), Is.EqualTo(12));
    }

    [Test]
    public void An_intermediate_gradient_is_kept_on_request()
    {
        var x = ones(2, requires_grad: true);
        var y = x * 3;
        y.retain_grad();
        (y * y).sum().backward();
        Assert.That(y.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 6, 6 }));
    }

    [Test]
    public void An_unused_input_has_no_gradient_where_that_is_allowed()
    {
        var (x, unused) = (ones(1, requires_grad: true), ones(1, requires_grad: true));
        var grads = autograd.grad([x.sum()], [x, unused], allow_unused: true);
        Assert.That(grads[0].item<float>(), Is.EqualTo(1));
        Assert.That(grads[1], Is.Null);
    }

    [Test]
    public void A_second_backward_through_a_freed_graph_fails_readably()
    {
        var x = ones(2, requires_grad: true);
        var y = (x * x).sum();
        y.backward();
        Assert.That(() => y.backward(), Throws.TypeOf<System.Runtime.InteropServices.ExternalException>().With.Message.Contains("second time"));
    }

    [Test]
    public void A_given_gradient_starts_the_backward_pass()
    {
        var x = ones(2, requires_grad: true);
        (x * 2).backward([tensor(new float[] { 1, 10 })]);
        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 20 }));
    }
}
