using Baron.Modeling;
using Baron.Ops;
using Baron.Structures;
using Baron.Training;
using Baron.Training.Hooks;
using Baron.Training.Loops;
using Baron.Training.Optimizers;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Training;

/// <summary>What only a CUDA device can show; ignored where there is none.</summary>
[Category("Gpu")]
public sealed class GpuTests
{
    [SetUp]
    public void RequireDevice()
    {
        if (Environment.GetEnvironmentVariable("BARON_TEST_DEVICE") == "cpu" || !cuda.is_available())
        {
            Assert.Ignore("There is no CUDA device.");
        }
    }

    [TestCase("float16")]
    [TestCase("bfloat16")]
    public void Mixed_precision_learns_what_full_precision_learns(string type)
    {
        var full = Train(new OptimWrapper(new Sgd(0.05, 0.9)), 60);
        var quick = Train(new AmpOptimWrapper(new Sgd(0.05, 0.9), dtype: type), 60);
        Assert.That(quick.Losses[^1], Is.LessThan(0.5 * quick.Losses[0]));
        Assert.That(quick.Losses[^1], Is.EqualTo(full.Losses[^1]).Within(0.1 * full.Losses[0]));
        Assert.That(quick.Types, Is.All.EqualTo(ScalarType.Float32), "master weights");
    }

    [Test]
    public void Runs_in_deterministic_mode_are_the_same()
    {
        using (use_deterministic_algorithms(true))
        {
            Assert.That(Train(new OptimWrapper(new Sgd(0.05, 0.9)), 20).Losses, Is.EqualTo(Train(new OptimWrapper(new Sgd(0.05, 0.9)), 20).Losses));
        }
    }

    [Test]
    public void Fused_operators_agree_with_the_cpu()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var features = randn(2, 8, 40, 50);
        var corners = rand(30, 2) * 200;
        var boxes = cat([corners, corners + 10 + (rand(30, 2) * 100)], 1);
        var rois = cat([arange(30, ScalarType.Float32).remainder(2).unsqueeze(1), boxes], 1);
        var size = new ImageSize(7, 7);
        var (here, there) = (features.clone().requires_grad_(), features.to(CUDA).requires_grad_());
        var expected = RoiAlign.Apply(here, rois, size, 0.125, 2);
        var actual = RoiAlign.Apply(there, rois.to(CUDA), size, 0.125, 2);
        Assert.That((actual.cpu() - expected).abs().max().item<float>(), Is.LessThan(1e-5f));
        expected.pow(2).sum().backward();
        actual.pow(2).sum().backward();
        Assert.That((there.grad!.cpu() - here.grad!).abs().max().item<float>(), Is.LessThan(1e-3f));
        var scores = rand(30);
        Assert.That(Nms.Suppress(boxes.to(CUDA), scores.to(CUDA), 0.5).cpu().data<long>().ToArray(), Is.EqualTo(Nms.Suppress(boxes, scores, 0.5).data<long>().ToArray()));
        using (use_deterministic_algorithms(true))
        {
            Assert.That((RoiAlign.Apply(features.to(CUDA), rois.to(CUDA), size, 0.125, 2).cpu() - expected).abs().max().item<float>(), Is.LessThan(1e-5f));
        }
    }

    [Test]
    public void Memory_of_the_device_is_told_and_a_shortage_explained()
    {
        using (var held = zeros([64L << 20], device: CUDA))
        {
            var usage = MemoryUsage.Of(CUDA);
            Assert.That(usage.Device, Is.Not.Null, "native/ was built with nvcc");
            Assert.That(usage.Device!.Value.Allocated, Is.GreaterThanOrEqualTo(256L << 20));
            Assert.That(usage.Device!.Value.Peak, Is.GreaterThanOrEqualTo(usage.Device!.Value.Allocated));
            Assert.That(usage.Device!.Value.Total, Is.GreaterThan(usage.Device!.Value.Peak));
        }

        var error = Assert.Throws<RunFailedException>(() => Train(new OptimWrapper(new Sgd(0.05)), 1, greed: 1L << 44))!;
        Assert.That(error.Message, Does.Contain("Memory ran out on cuda").And.Contain("asked for"));
    }

    private static (double[] Losses, ScalarType[] Types) Train(IOptimWrapper wrapper, int iterations, long greed = 0)
    {
        random.manual_seed(3);
        cuda.manual_seed_all(3);
        var recorder = new Recorder();
        using var model = new Convolutional(greed);
        using var run = new Runner(new RunnerParts
        {
            Model = model,
            Device = CUDA,
            Random = new RandomSource(1),
            TrainData = () => new TinyRun.TinyData(1),
            TrainLoop = new IterBasedTrainLoop(iterations),
            OptimWrapper = wrapper,
            Hooks = [recorder],
        });
        run.Train();
        return ([.. recorder.Losses], [.. model.parameters().Select(p => p.dtype)]);
    }

    private sealed class Recorder : IHook
    {
        public List<double> Losses { get; } = [];

        public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step) => Losses.Add(step.Loss);
    }

    private sealed class Convolutional : nn.Module, IModel
    {
        private readonly Conv2d first = nn.Conv2d(3, 16, 3, padding: 1L);
        private readonly Conv2d second = nn.Conv2d(16, 1, 1);
        private readonly long _greed;
        private readonly List<Tensor> _data;

        public Convolutional(long greed)
            : base(nameof(Convolutional))
        {
            _greed = greed;
            RegisterComponents();

            // In a list, because a field would be registered as a buffer.
            _data = [randn(8, 3, 16, 16, device: CUDA).DetachFromDisposeScope()];
        }

        public LossCollection Loss(SampleBatch batch)
        {
            var output = Autocast.Full(second.forward(nn.functional.relu(first.forward(_data[0]))));
            var losses = new LossCollection();
            losses.Add("loss", (output - _data[0].mean([1], keepdim: true)).pow(2).mean() * 10);
            if (_greed > 0)
            {
                losses.Add("greed", empty([_greed], device: CUDA).sum());
            }

            return losses;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _data.ForEach(tensor => tensor.Dispose());
            }

            base.Dispose(disposing);
        }
    }
}
