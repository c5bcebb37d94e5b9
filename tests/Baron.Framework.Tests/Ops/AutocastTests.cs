using Baron.Ops;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Ops;

public sealed class AutocastTests
{
    [Test]
    public void Products_inside_are_short_and_weights_stay_float32()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(randn(8, 8));
        var x = randn(4, 8);
        Tensor inside;
        using (Autocast.Enter(DeviceType.CPU, ScalarType.BFloat16))
        {
            Assert.That(Autocast.IsOn(DeviceType.CPU));
            inside = nn.functional.linear(x, weight);
        }

        Assert.That(Autocast.IsOn(DeviceType.CPU), Is.False);
        Assert.That(inside.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(nn.functional.linear(x, weight).dtype, Is.EqualTo(ScalarType.Float32));
        Autocast.Full(inside).sum().backward();
        Assert.That((weight.dtype, weight.grad!.dtype), Is.EqualTo((ScalarType.Float32, ScalarType.Float32)));
    }

    [Test]
    public void Regions_nest_and_can_be_suspended()
    {
        using var scope = NewDisposeScope();
        var x = randn(4, 4);
        Assert.That(Autocast.Suspend(DeviceType.CPU), Is.Null);
        using (Autocast.Enter(DeviceType.CPU, ScalarType.BFloat16))
        {
            using (Autocast.Suspend(DeviceType.CPU))
            {
                Assert.That(x.matmul(x).dtype, Is.EqualTo(ScalarType.Float32));
            }

            Assert.That(x.matmul(x).dtype, Is.EqualTo(ScalarType.BFloat16));
        }
    }

    [Test]
    public void A_region_belongs_to_its_thread()
    {
        using var region = Autocast.Enter(DeviceType.CPU, ScalarType.BFloat16);
        var elsewhere = true;
        var thread = new Thread(() => elsewhere = Autocast.IsOn(DeviceType.CPU));
        thread.Start();
        thread.Join();
        Assert.That((Autocast.IsOn(DeviceType.CPU), elsewhere), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_weight_first_used_without_gradient_still_gets_one()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(randn(4, 4));
        var x = randn(2, 4);
        Tensor loss;
        using (Autocast.Enter(DeviceType.CPU, ScalarType.BFloat16))
        {
            using (no_grad())
            {
                _ = nn.functional.linear(x, weight);
            }

            loss = nn.functional.linear(x, weight).to(ScalarType.Float32).sum();
        }

        loss.backward();
        Assert.That(weight.grad, Is.Not.Null);
    }

    [Test]
    public void Spans_of_another_element_size_are_refused_and_host_arrays_converted()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.5f, -2f }).to(ScalarType.BFloat16);
        Assert.That(() => x.AsReadOnlySpan<float>().Length, Throws.InvalidOperationException);
        Assert.That(x.ToHostArray<float>(), Is.EqualTo(new[] { 1.5f, -2f }));
    }
}
