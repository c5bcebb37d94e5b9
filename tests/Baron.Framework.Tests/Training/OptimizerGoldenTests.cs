using Baron.Testing;
using Baron.Training.Optimizers;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Training;

[Category("Golden")]
public sealed class OptimizerGoldenTests
{
    [TestCase(false, Description = "l_optim")]
    [TestCase(true, Description = "l_optim by tensor operations")]
    public void L_optim_sgd_with_momentum_decay_and_clipping(bool byTensorOperations)
    {
        var golden = GoldenFixture.Open("l_optim");
        var modes = new List<(string Name, ClipGradConfig? Clip)> { ("none", null) };
        foreach (var entry in golden.Meta("clip").EnumerateObject())
        {
            var bound = entry.Value.GetDouble();
            modes.Add((entry.Name, entry.Name.StartsWith("norm", StringComparison.Ordinal) ? new ClipGradConfig(MaxNorm: bound) : new ClipGradConfig(ClipValue: bound)));
        }

        var factory = new Sgd(golden.Meta("lr").GetDouble(), golden.Meta("momentum").GetDouble(), golden.Meta("weight_decay").GetDouble());
        foreach (var (name, clip) in modes)
        {
            using var scope = NewDisposeScope();
            using var model = new Quadratic(golden, name, byTensorOperations ? ScalarType.Float64 : ScalarType.Float32);
            using IOptimWrapper wrapper = new OptimWrapper(factory, clip);
            wrapper.Attach(model);
            var steps = 0;
            for (; golden.HasTensor($"{name}.{steps}.a"); steps++)
            {
                wrapper.Update(model.Loss(steps));
                golden.AssertClose($"{name}.{steps}.a", model.A);
                golden.AssertClose($"{name}.{steps}.b", model.B);
            }

            Assert.That(steps, Is.GreaterThan(1), name);
        }

        golden.Report();
    }

    // In float64 the update runs through tensor operations, in float32 through the direct loop.
    private sealed class Quadratic : nn.Module
    {
        public readonly Parameter A;
        public readonly Parameter B;
        private readonly Parameter _unused;
        private readonly Parameter _frozen;
        private readonly GoldenFixture _golden;
        private readonly ScalarType _type;

        public Quadratic(GoldenFixture golden, string mode, ScalarType type)
            : base("Quadratic")
        {
            _golden = golden;
            _type = type;
            A = Make("l/a", golden.Shape($"{mode}.0.a"));
            B = Make("l/b", golden.Shape($"{mode}.0.b"));
            _unused = nn.Parameter(ones(3, dtype: type));
            _frozen = nn.Parameter(ones(3, dtype: type), requires_grad: false);
            register_parameter("a", A);
            register_parameter("b", B);
            register_parameter("unused", _unused);
            register_parameter("frozen", _frozen);
        }

        public Tensor Loss(int step)
        {
            using (no_grad())
            {
                Assert.That(_unused.sum().to(ScalarType.Float64).item<double>(), Is.EqualTo(3), "a parameter without gradient was decayed");
                Assert.That(_frozen.sum().to(ScalarType.Float64).item<double>(), Is.EqualTo(3), "a frozen parameter was decayed");
            }

            var x = GoldenFill.Fill($"l/x{step}", A.shape, -2, 2, _golden.Seed).to(_type);
            return (0.1 * (A * x).sum().pow(2)) + (B - x.flatten()[TensorIndex.Slice(0, B.shape[0])]).pow(2).sum();
        }

        private Parameter Make(string name, long[] shape) => nn.Parameter(GoldenFill.Fill(name, shape, -1, 1, _golden.Seed).to(_type));
    }
}
