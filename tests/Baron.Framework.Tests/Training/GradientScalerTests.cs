using Baron.Configuration;
using Baron.Training.Optimizers;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Training;

public sealed class GradientScalerTests
{
    private static readonly LossScale Quick = new(InitScale: 1024, GrowthInterval: 3);

    [Test]
    public void The_scale_grows_after_good_steps_and_halves_after_an_overflow()
    {
        var scaler = new GradientScaler(Quick);
        var p = nn.Parameter(zeros(19));
        var scales = new List<double>();
        var done = new List<bool>();
        foreach (var bad in new[] { false, false, false, true, false, false, true, false, false, false })
        {
            p.grad = full(19, 2.0 * scaler.Scale);
            if (bad)
            {
                // In the tail that the vector loop leaves.
                p.grad[18] = float.PositiveInfinity;
            }

            done.Add(scaler.Unscale([p]));
            scales.Add(scaler.Scale);
            if (!bad)
            {
                Assert.That(p.grad.data<float>().ToArray(), Is.All.EqualTo(2f));
            }
        }

        Assert.That(done, Is.EqualTo(new[] { true, true, true, false, true, true, false, true, true, true }));
        Assert.That(scales, Is.EqualTo(new double[] { 1024, 1024, 2048, 1024, 1024, 1024, 512, 512, 512, 1024 }));
        Assert.That(scaler.SkippedSteps, Is.EqualTo(2));
    }

    [TestCase(float.NaN, 0)]
    [TestCase(float.NegativeInfinity, 5)]
    [TestCase(float.PositiveInfinity, 18)]
    public void Every_gradient_element_is_looked_at(float value, int at)
    {
        var p = nn.Parameter(zeros(19));
        var other = nn.Parameter(zeros(2, ScalarType.Float64));
        p.grad = ones(19);
        other.grad = ones(2, ScalarType.Float64);
        Assert.That(new GradientScaler(Quick).Unscale([p, other]));
        p.grad[at] = value;
        Assert.That(new GradientScaler(Quick).Unscale([p, other]), Is.False);
        p.grad = ones(19);
        other.grad[1] = value;
        Assert.That(new GradientScaler(Quick).Unscale([p, other]), Is.False);
    }

    [Test]
    public void A_fixed_scale_stays_but_overflows_are_left_out()
    {
        var scaler = new GradientScaler(new LossScale(128, Dynamic: false));
        var p = nn.Parameter(zeros(3));
        p.grad = full(3, double.PositiveInfinity);
        Assert.That(scaler.Unscale([p]), Is.False);
        Assert.That((scaler.Scale, scaler.SkippedSteps), Is.EqualTo((128.0, 1L)));
        Assert.That(new GradientScaler(LossScale.None).IsActive, Is.False);
    }

    [Test]
    public void The_state_continues()
    {
        var first = new GradientScaler(Quick);
        var p = nn.Parameter(zeros(3));
        for (var i = 0; i < 2; i++)
        {
            p.grad = ones(3);
            first.Unscale([p]);
        }

        using var saved = first.Save();
        var second = new GradientScaler(Quick);
        second.Load(saved);
        p.grad = ones(3);
        second.Unscale([p]);
        Assert.That((second.Scale, second.GoodSteps), Is.EqualTo((2048.0, 0)), "the third good step is the one that lets it grow");
    }

    [Test]
    public void An_overflow_leaves_weights_and_moments_as_they_are()
    {
        using var scope = NewDisposeScope();
        var model = nn.Linear(3, 2);
        using var wrapper = new AmpOptimWrapper(new Baron.Training.Optimizers.AdamW(0.1), dtype: "bfloat16", lossScale: Quick);
        wrapper.Attach(model);
        ((IOptimWrapper)wrapper).Update(model.forward(ones(1, 3)).sum());
        var before = model.weight!.detach().clone().data<float>().ToArray();
        var states = wrapper.StateTensors().Count;
        ((IOptimWrapper)wrapper).Update((model.forward(ones(1, 3)) * float.PositiveInfinity).sum());
        Assert.That(model.weight!.detach().data<float>().ToArray(), Is.EqualTo(before));
        Assert.That(wrapper.LossScale, Is.EqualTo(512));
        Assert.That(wrapper.StateTensors(), Has.Count.EqualTo(states));
        ((IOptimWrapper)wrapper).Update(model.forward(ones(1, 3)).sum());
        Assert.That(model.weight!.detach().data<float>().ToArray(), Is.Not.EqualTo(before));
    }

    [Test]
    public void Scaling_changes_nothing_but_the_range()
    {
        using var scope = NewDisposeScope();
        var x = randn(4, 3);
        var start = randn(2, 3);
        float[] Step(IOptimWrapper wrapper)
        {
            var model = nn.Linear(3, 2);
            using (no_grad())
            {
                model.weight!.copy_(start);
                model.bias!.zero_();
            }

            using (wrapper)
            {
                wrapper.Attach(model);
                for (var i = 0; i < 4; i++)
                {
                    wrapper.Update(model.forward(x).pow(2).mean());
                }
            }

            return model.weight!.detach().data<float>().ToArray();
        }

        var clip = new ClipGradConfig(MaxNorm: 0.5);
        var scaled = Step(new AmpOptimWrapper(new Sgd(0.1), clip, accumulativeCounts: 2, dtype: "bfloat16", lossScale: new LossScale(4096, Dynamic: false)));
        Assert.That(scaled, Is.EqualTo(Step(new OptimWrapper(new Sgd(0.1), clip, accumulativeCounts: 2))).Within(1e-6));
    }

    [Test]
    public void Float16_needs_cuda()
    {
        using var wrapper = new AmpOptimWrapper(new Sgd(0.1), dtype: "float16");
        Assert.That(() => wrapper.Attach(nn.Linear(2, 2)), Throws.TypeOf<BaronException>().With.Message.Contains("bfloat16"));
    }

    [Test]
    public void The_scale_has_three_forms_in_configs()
    {
        var position = new SourcePosition("test");
        LossScale Read(object value) => LossScale.FromConfig(ConfigNode.From(value, position));
        Assert.That(Read("dynamic"), Is.EqualTo(new LossScale()));
        Assert.That(Read(512L), Is.EqualTo(new LossScale(512, Dynamic: false)));
        Assert.That(Read(new Dictionary<string, object> { ["init_scale"] = 8.0, ["growth_interval"] = 5L }), Is.EqualTo(new LossScale(8, GrowthInterval: 5)));
        Assert.That(Read(new Dictionary<string, object> { ["enabled"] = false }), Is.EqualTo(LossScale.None));
        Assert.That(() => Read("static"), Throws.ArgumentException);
        Assert.That(() => Read(0.0), Throws.ArgumentException);
        Assert.That(() => Read(new Dictionary<string, object> { ["growth"] = 2.0 }), Throws.TypeOf<ConfigException>().With.Message.Contains("growth"));
    }
}
