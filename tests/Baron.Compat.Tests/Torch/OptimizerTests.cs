using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Compat.Tests.Torch;

/// <summary>Two steps on x = 1, gradients 0.5 and then 1, by hand.</summary>
public sealed class OptimizerTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void SetUp() => _scope = NewDisposeScope();

    [TearDown]
    public void TearDown() => _scope.Dispose();

    [Test]
    public void Sgd_with_momentum_and_decay_follows_its_definition()
    {
        var (lr, momentum, decay) = (0.1, 0.9, 0.01);
        double x = 1, buffer = 0;
        for (var i = 0; i < 2; i++)
        {
            var g = (i == 0 ? 0.5 : 1) + (decay * x);
            buffer = i == 0 ? g : (momentum * buffer) + g;
            x -= lr * buffer;
        }

        Assert.That(Run(p => optim.SGD([p], lr, momentum, weight_decay: decay)), Is.EqualTo(x).Within(1e-12));
    }

    [Test]
    public void Sgd_with_nesterov_momentum_looks_ahead()
    {
        // step 1: buffer 0.5, update 0.5 + 0.9 * 0.5; step 2: buffer 1.45, update 1 + 0.9 * 1.45
        Assert.That(Run(p => optim.SGD([p], 0.1, 0.9, nesterov: true)), Is.EqualTo(1 - (0.1 * 0.95) - (0.1 * 2.305)).Within(1e-12));
    }

    [Test]
    public void AdamW_decays_weights_apart_from_the_gradient() =>
        Assert.That(Run(p => optim.AdamW([p], 0.1, weight_decay: 0.1)), Is.EqualTo(Adam(0.1, 0.1, decoupled: true)).Within(1e-12));

    [Test]
    public void Adam_adds_the_decay_to_the_gradient() =>
        Assert.That(Run(p => optim.Adam([p], 0.1, weight_decay: 0.1)), Is.EqualTo(Adam(0.1, 0.1, decoupled: false)).Within(1e-12));

    [Test]
    public void Groups_have_learning_rates_of_their_own()
    {
        var (a, b) = (new Parameter(ones(1)), new Parameter(ones(1)));
        using var optimizer = optim.SGD([new SGD.ParamGroup([a], lr: 0.1), new SGD.ParamGroup([b], lr: 0.5)], 0.01);
        (a.grad, b.grad) = (ones(1), ones(1));
        optimizer.step();
        Assert.That((a.item<float>(), b.item<float>()), Is.EqualTo((0.9f, 0.5f)));
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = 0;
        }

        optimizer.step();
        Assert.That(a.item<float>(), Is.EqualTo(0.9f));
    }

    [Test]
    public void A_state_dict_carries_momentum_over()
    {
        var (a, b) = (new Parameter(ones(1)), new Parameter(ones(1)));
        using var first = optim.SGD([a], 0.1, 0.9);
        a.grad = ones(1);
        first.step();
        using var second = optim.SGD([b], 0.1, 0.9);
        second.load_state_dict(first.state_dict());
        using (no_grad())
        {
            b.copy_(a);
        }

        b.grad = ones(1);
        first.step();
        second.step();
        Assert.That(b.item<float>(), Is.EqualTo(a.item<float>()));
    }

    [Test]
    public void Settings_out_of_range_are_refused()
    {
        var parameter = new Parameter(ones(1));
        Assert.That(() => optim.SGD([parameter], -1), Throws.ArgumentException);
        Assert.That(() => optim.SGD([parameter], 1, nesterov: true), Throws.ArgumentException);
        Assert.That(() => optim.AdamW([parameter], beta1: 1), Throws.ArgumentException);
        Assert.That(() => optim.SGD([parameter, parameter], 1), Throws.ArgumentException);
    }

    private static double Adam(double lr, double decay, bool decoupled)
    {
        double x = 1, m = 0, v = 0;
        for (var i = 1; i <= 2; i++)
        {
            var g = i == 1 ? 0.5 : 1.0;
            if (decoupled)
            {
                x *= 1 - (lr * decay);
            }
            else
            {
                g += decay * x;
            }

            m = (0.9 * m) + (0.1 * g);
            v = (0.999 * v) + (0.001 * g * g);
            x -= lr * (m / (1 - Math.Pow(0.9, i))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, i))) + 1e-8);
        }

        return x;
    }

    private static double Run(Func<Parameter, optim.Optimizer> make)
    {
        var parameter = new Parameter(ones(1, ScalarType.Float64));
        using var optimizer = make(parameter);
        foreach (var gradient in new[] { 0.5, 1.0 })
        {
            optimizer.zero_grad();
            (parameter * gradient).sum().backward();
            optimizer.step();
        }

        return parameter.item<double>();
    }
}
