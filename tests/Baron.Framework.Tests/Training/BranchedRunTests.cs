using Baron.Modeling;
using Baron.Structures;
using Baron.Training;
using Baron.Training.Loops;
using Baron.Training.Optimizers;
using NUnit.Framework;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Sgd = Baron.Training.Optimizers.Sgd;

namespace Baron.Framework.Tests.Training;

/// <summary>Parts of a model's losses side by side.</summary>
public sealed class BranchedRunTests
{
    private const int Iterations = 6;

    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(2, 3)]
    [TestCase(3, 1)]
    [TestCase(5, 2)]
    public void Parts_side_by_side_give_the_weights_and_losses_of_one_after_the_other(int parts, int accumulated)
    {
        var (expected, losses) = Train(parts, parallel: false, [], accumulated);
        foreach (var delays in new int[][] { [0, 0, 0, 0, 0], [20, 0, 0, 0, 0], [0, 20, 0, 10, 0], [5, 15, 0, 0, 10] })
        {
            var (weights, values) = Train(parts, parallel: true, delays, accumulated);
            Assert.That(weights, Is.EqualTo(expected));
            Assert.That(values, Is.EqualTo(losses));
        }
    }

    [Test]
    public void The_order_in_which_three_gradients_are_summed_would_show()
    {
        // Else the test above could not fail.
        var factors = Enumerable.Range(0, 3).Select(Model.Factors).ToArray();
        var inOrder = (factors[0] + factors[1]) + factors[2];
        var another = (factors[0] + factors[2]) + factors[1];
        Assert.That(inOrder.Equals(another), Is.False);
    }

    [Test]
    public void Two_threads_work_on_three_parts()
    {
        using var model = new Model(3, [30, 30, 30], failing: -1);
        using var runner = Create(model, parallel: true);
        runner.Train();
        Assert.That(model.Threads, Has.Count.EqualTo(2));
        Assert.That(model.AtOnce, Is.EqualTo(2));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void What_a_part_throws_ends_the_training(int failing)
    {
        using var model = new Model(3, [0, 0, 0], failing);
        using var runner = Create(model, parallel: true);
        Assert.That(runner.Train, Throws.TypeOf<BaronException>().With.Message.EqualTo($"part {failing}"));
    }

    private static (float[] Weights, double[] Losses) Train(int parts, bool parallel, int[] delays, int accumulated)
    {
        using var model = new Model(parts, delays, failing: -1);
        var hook = new Recorder();
        using var runner = Create(model, parallel, accumulated, hook);
        runner.Train();
        return (TinyRun.Weights(runner), [.. hook.Losses]);
    }

    private static Runner Create(Model model, bool parallel, int accumulated = 1, params Baron.Training.Hooks.IHook[] hooks) => new(new RunnerParts
    {
        Model = model,
        Device = CPU,
        Random = new StreamedRandomSource(7),
        Seed = 7,
        ParallelBranches = parallel,
        TrainData = () => new TinyRun.TinyData(7),
        TrainLoop = new IterBasedTrainLoop(Iterations),
        OptimWrapper = new OptimWrapper(new Sgd(0.01, momentum: 0.9), new ClipGradConfig(MaxNorm: 1), accumulativeCounts: accumulated),
        Hooks = hooks,
    });

    private sealed class Recorder : Baron.Training.Hooks.IHook
    {
        public List<double> Losses { get; } = [];

        public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step)
        {
            Losses.Add(step.Loss);
            Losses.AddRange(step.Values.Select(v => v.Value));
        }
    }

    /// <summary>Each part pulls at a shared weight, in an amount of its own, and at a weight that only it knows.</summary>
    private sealed class Model : nn.Module, IModel, IBranchedModel
    {
        private readonly Parameter shared = nn.Parameter(linspace(-1, 1, 300));
        private readonly ParameterList own = nn.ParameterList();
        private readonly int[] _delays;
        private readonly int _failing;
        private int _running;

        public Model(int parts, int[] delays, int failing)
            : base("BranchedModel")
        {
            (_delays, _failing) = (delays, failing);
            for (var i = 0; i < parts; i++)
            {
                own.Add(nn.Parameter(full([20, 3], 0.1f * (i + 1))));
            }

            RegisterComponents();
        }

        public HashSet<int> Threads { get; } = [];

        public int AtOnce { get; private set; }

        public static Tensor Factors(int part) => arange(300, dtype: ScalarType.Float32).mul(0.7f * (part + 1)).sin() * (float)Math.Pow(13, part);

        public LossCollection Loss(SampleBatch batch) => throw new NotSupportedException();

        public IEnumerable<LossPart> LossParts(SampleBatch batch)
        {
            for (var i = 0; i < own.Count; i++)
            {
                var part = i;
                yield return new LossPart($"part{part}", () => Part(part));
            }
        }

        private LossCollection Part(int part)
        {
            var running = Interlocked.Increment(ref _running);
            lock (Threads)
            {
                Threads.Add(Environment.CurrentManagedThreadId);
                AtOnce = Math.Max(AtOnce, running);
            }

            Thread.Sleep(_delays.Length > 0 ? _delays[part] : 0);
            Interlocked.Decrement(ref _running);
            if (part == _failing)
            {
                throw new BaronException($"part {part}");
            }

            // The transposed weight has a gradient that is not contiguous.
            var losses = new LossCollection();
            losses.Add($"loss{part}", (shared * Factors(part)).sum() + shared.pow(2).sum() + (own[part].t().matmul(ones(20, 1)) * (part + 1)).pow(2).sum());
            return losses;
        }
    }
}
