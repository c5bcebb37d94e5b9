using Baron.Training.Optimizers;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = Baron.Training.Optimizers.Adam;
using AdamW = Baron.Training.Optimizers.AdamW;

namespace Baron.Framework.Tests.Training;

public sealed class OptimizerTests
{
    private static IEnumerable<TestCaseData> Factories()
    {
        yield return new TestCaseData(new Sgd(0.05, 0.9, 0.01, nesterov: true)).SetArgDisplayNames("SGD");
        yield return new TestCaseData(new Adam(0.01, weightDecay: 0.1)).SetArgDisplayNames("Adam");
        yield return new TestCaseData(new AdamW(0.01, [0.9, 0.98], 1e-6, 0.05)).SetArgDisplayNames("AdamW");
    }

    [TestCaseSource(nameof(Factories))]
    public void The_direct_update_equals_the_update_by_tensor_operations(IOptimizerFactory factory)
    {
        using var scope = NewDisposeScope();
        var start = randn(3, 37);
        var a = nn.Parameter(start.clone());
        var b = nn.Parameter(start.to(ScalarType.Float64));
        using var direct = Create(factory, a);
        using var general = Create(factory, b);
        for (var step = 0; step < 5; step++)
        {
            var gradient = randn(3, 37);
            a.grad = gradient.clone();
            b.grad = gradient.to(ScalarType.Float64);
            direct.Step();
            general.Step();
        }

        var difference = (a.to(ScalarType.Float64) - b).abs().max().item<double>();
        Assert.That(difference, Is.LessThan(2e-6));
        Assert.That((a - start).abs().max().item<float>(), Is.GreaterThan(0.01f));
    }

    [Test]
    public void AdamW_follows_the_published_recurrence()
    {
        using var scope = NewDisposeScope();
        var p = nn.Parameter(tensor(new[] { 0.5f, -2f }));
        using var optimizer = Create(new AdamW(0.1, [0.8, 0.9], 1e-3, 0.2), p);
        double[] expected = [0.5, -2];
        double[] m = [0, 0];
        double[] v = [0, 0];
        for (var t = 1; t <= 4; t++)
        {
            double[] g = [0.3 * t, -0.7];
            p.grad = tensor(g.Select(x => (float)x).ToArray());
            optimizer.Step();
            for (var i = 0; i < 2; i++)
            {
                expected[i] *= 1 - (0.1 * 0.2);
                m[i] = (0.8 * m[i]) + (0.2 * g[i]);
                v[i] = (0.9 * v[i]) + (0.1 * g[i] * g[i]);
                var corrected = m[i] / (1 - Math.Pow(0.8, t));
                expected[i] -= 0.1 * corrected / (Math.Sqrt(v[i] / (1 - Math.Pow(0.9, t))) + 1e-3);
            }
        }

        Assert.That(p.detach().data<float>().ToArray(), Is.EqualTo(expected.Select(x => (float)x)).Within(1e-6));
    }

    [TestCaseSource(nameof(Factories))]
    public void A_restored_optimizer_continues_bit_for_bit(IOptimizerFactory factory)
    {
        using var scope = NewDisposeScope();
        var gradients = Enumerable.Range(0, 6).Select(_ => randn(19)).ToList();
        var a = nn.Parameter(randn(19));
        using var straight = Create(factory, a);
        foreach (var gradient in gradients.Take(3))
        {
            a.grad = gradient.clone();
            straight.Step();
        }

        var b = nn.Parameter(a.detach().clone());
        using var resumed = Create(factory, b);
        resumed.LoadStateTensors(straight.StateTensors().ToDictionary(pair => pair.Key, pair => pair.Value.clone()));
        foreach (var gradient in gradients.Skip(3))
        {
            a.grad = gradient.clone();
            b.grad = gradient.clone();
            straight.Step();
            resumed.Step();
        }

        Assert.That(b.detach().data<float>().ToArray(), Is.EqualTo(a.detach().data<float>().ToArray()));
    }

    [Test]
    public void A_saved_state_of_another_optimizer_is_refused()
    {
        using var scope = NewDisposeScope();
        var p = nn.Parameter(randn(4));
        using var adam = Create(new Adam(), p);
        p.grad = randn(4);
        adam.Step();
        using var sgd = Create(new Sgd(0.1, 0.9), p);
        Assert.That(() => sgd.LoadStateTensors(adam.StateTensors()), Throws.TypeOf<BaronException>().With.Message.Contains("exp_avg.p"));
    }

    [Test]
    public void Steps_leave_no_tensor_behind()
    {
        var p = nn.Parameter(randn(32, 32));
        using var optimizer = Create(new AdamW(), p);
        long after = 0;
        for (var step = 0; step < 4; step++)
        {
            using (NewDisposeScope())
            {
                p.grad = randn(32, 32);
                GradientClipper.ClipNorm([p], 0.1);
                optimizer.Step();
                optimizer.ZeroGradients();
            }

            if (step == 0)
            {
                after = Tensor.TotalCount;
            }
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(after));
        p.Dispose();
    }

    [Test]
    public void Paramwise_settings_sort_parameters_by_what_they_are()
    {
        using var model = new Network();
        var groups = ParameterGroups.Build(model, 0.1, 0.01, new ParamwiseConfig(
            BiasLrMult: 2,
            BiasDecayMult: 0,
            NormDecayMult: 0.5,
            CustomKeys: new Dictionary<string, ParamwiseKey> { ["head"] = new(0.1, 1), ["head.weight"] = new(10, 0) }));
        var byName = groups.SelectMany(group => group.Parameters.Select(pair => (pair.Key, group))).ToDictionary(x => x.Key, x => x.group);
        Assert.Multiple(() =>
        {
            Assert.That(byName.Keys, Is.EquivalentTo(new[] { "conv.weight", "conv.bias", "norm.weight", "norm.bias", "head.weight", "head.bias" }));
            Assert.That((byName["conv.weight"].LearningRate, byName["conv.weight"].WeightDecay), Is.EqualTo((0.1, 0.01)));
            Assert.That((byName["conv.bias"].LearningRate, byName["conv.bias"].WeightDecay), Is.EqualTo((0.2, 0.0)));
            Assert.That((byName["norm.bias"].LearningRate, byName["norm.bias"].WeightDecay), Is.EqualTo((0.1, 0.005)), "biases of normalisation layers are normalisation parameters");
            Assert.That(byName["head.weight"].LearningRate, Is.EqualTo(1.0).Within(1e-12), "the longest key that fits decides");
            Assert.That(byName["head.bias"].LearningRate, Is.EqualTo(0.01).Within(1e-12));
        });
    }

    [Test]
    public void Flat_parameters_can_be_left_undecayed()
    {
        using var model = new Network();
        var groups = ParameterGroups.Build(model, 0.1, 0.05, new ParamwiseConfig(FlatDecayMult: 0));
        var decayed = groups.Where(group => group.WeightDecay > 0).SelectMany(group => group.Parameters.Select(pair => pair.Key));
        Assert.That(decayed, Is.EquivalentTo(new[] { "conv.weight", "head.weight" }));
    }

    [Test]
    public void Multipliers_below_zero_are_refused()
    {
        using var model = new Network();
        var keys = new Dictionary<string, ParamwiseKey> { ["head"] = new(LrMult: -1) };
        Assert.That(() => ParameterGroups.Build(model, 0.1, 0, new ParamwiseConfig(CustomKeys: keys)), Throws.TypeOf<BaronException>().With.Message.Contains("custom_keys.head.lr_mult is -1"));
        Assert.That(() => ParameterGroups.Build(model, 0.1, 0, new ParamwiseConfig(BiasLrMult: double.NaN)), Throws.TypeOf<BaronException>().With.Message.Contains("bias_lr_mult is NaN"));
    }

    [Test]
    public void The_decay_of_biases_goes_before_that_of_flat_parameters()
    {
        using var model = new Network();
        var groups = ParameterGroups.Build(model, 0.1, 0.5, new ParamwiseConfig(BiasDecayMult: 0.5, FlatDecayMult: 0));
        var decays = groups.SelectMany(group => group.Parameters.Select(pair => (pair.Key, group.WeightDecay))).ToDictionary();
        Assert.That((decays["head.bias"], decays["norm.weight"], decays["norm.bias"], decays["head.weight"]), Is.EqualTo((0.25, 0.0, 0.0, 0.5)));
    }

    [Test]
    public void A_custom_key_that_fits_nothing_is_an_error()
    {
        using var model = new Network();
        Assert.That(
            () => ParameterGroups.Build(model, 0.1, 0, new ParamwiseConfig(CustomKeys: new Dictionary<string, ParamwiseKey> { ["haed"] = new() })),
            Throws.TypeOf<BaronException>().With.Message.Contains("'haed'"));
    }

    [Test]
    public void Accumulated_gradients_are_those_of_one_large_batch()
    {
        using var scope = NewDisposeScope();
        var x = randn(4, 3);
        using var one = nn.Linear(3, 1);
        using var two = nn.Linear(3, 1);
        two.load_state_dict(one.state_dict());
        using IOptimWrapper whole = new OptimWrapper(new Sgd(0.1));
        using IOptimWrapper halves = new OptimWrapper(new Sgd(0.1), accumulativeCounts: 2);
        whole.Attach(one);
        halves.Attach(two);
        whole.Update(one.forward(x).pow(2).mean());
        halves.Update(two.forward(x[TensorIndex.Slice(0, 2)]).pow(2).mean());
        Assert.That(halves.StateTensors(), Contains.Key("accumulated"));
        halves.Update(two.forward(x[TensorIndex.Slice(2, 4)]).pow(2).mean());
        Assert.That(two.weight!.detach().data<float>().ToArray(), Is.EqualTo(one.weight!.detach().data<float>().ToArray()).Within(1e-6));
    }

    [TestCase(5, 2, new[] { 2, 2, 1 })]
    [TestCase(7, 4, new[] { 4, 3 })]
    [TestCase(2, 4, new[] { 2 })]
    [TestCase(4, 2, new[] { 2, 2 })]
    public void The_last_update_takes_the_iterations_that_are_left(int iterations, int counts, int[] windows)
    {
        using var scope = NewDisposeScope();
        var x = randn(iterations, 3);
        using var one = nn.Linear(3, 1);
        using var two = nn.Linear(3, 1);
        two.load_state_dict(one.state_dict());
        using IOptimWrapper whole = new OptimWrapper(new Sgd(0.1, momentum: 0.9));
        using IOptimWrapper parts = new OptimWrapper(new Sgd(0.1, momentum: 0.9), accumulativeCounts: counts);
        whole.Attach(one);
        parts.Attach(two);
        parts.Expect(iterations);
        for (var i = 0; i < iterations; i++)
        {
            parts.Update(two.forward(x[i]).pow(2).mean());
        }

        var begin = 0;
        foreach (var length in windows)
        {
            whole.Update(one.forward(x[TensorIndex.Slice(begin, begin + length)]).pow(2).mean());
            begin += length;
        }

        Assert.That(parts.StateTensors(), Does.Not.ContainKey("accumulated"));
        Assert.That(two.weight!.detach().data<float>().ToArray(), Is.EqualTo(one.weight!.detach().data<float>().ToArray()).Within(1e-6));
    }

    [TestCase(0)]
    [TestCase(-2)]
    [TestCase(double.NaN)]
    public void A_norm_is_of_a_positive_order(double order) =>
        Assert.That(() => new OptimWrapper(new Sgd(0.1), new ClipGradConfig(MaxNorm: 1, NormType: order)), Throws.TypeOf<BaronException>().With.Message.Contains("norm_type"));

    [Test]
    public void The_norm_covers_all_gradients_together()
    {
        using var scope = NewDisposeScope();
        var a = nn.Parameter(zeros(2));
        var b = nn.Parameter(zeros(5));
        var c = nn.Parameter(zeros(5));
        a.grad = tensor(new[] { 3f, 0f });
        b.grad = tensor(new[] { 0f, 0f, 4f, 0f, 0f });
        Assert.Multiple(() =>
        {
            Assert.That(GradientClipper.Norm([a, b, c]), Is.EqualTo(5).Within(1e-6));
            Assert.That(GradientClipper.Norm([a, b, c], double.PositiveInfinity), Is.EqualTo(4).Within(1e-6));
            Assert.That(GradientClipper.Norm([a, b, c], 1), Is.EqualTo(7).Within(1e-6));
            Assert.That(GradientClipper.ClipNorm([a, b, c], 1), Is.EqualTo(5).Within(1e-6));
            Assert.That(b.grad!.data<float>()[2], Is.EqualTo(0.8f).Within(1e-5));
        });
    }

    private static Optimizer Create(IOptimizerFactory factory, Parameter parameter) =>
        factory.Create([new ParameterGroup([new("p", parameter)], factory.LearningRate, factory.WeightDecay)]);

    private sealed class Network : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv = nn.Conv2d(2, 3, 3);
        private readonly BatchNorm2d norm = nn.BatchNorm2d(3);
        private readonly Linear head = nn.Linear(3, 2);
        private readonly Linear frozen = nn.Linear(3, 2);

        public Network()
            : base("Network")
        {
            RegisterComponents();
            foreach (var parameter in frozen.parameters())
            {
                parameter.requires_grad = false;
            }
        }

        public override Tensor forward(Tensor input) => head.forward(norm.forward(conv.forward(input)).mean([2, 3])) + frozen.bias!;
    }
}
