using Baron.Modeling;
using Baron.Structures;
using Baron.Training;
using Baron.Training.Hooks;
using Baron.Training.Loops;
using Baron.Training.Optimizers;
using Baron.Training.Schedules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = Baron.Training.Optimizers.AdamW;

namespace Baron.Framework.Tests.Training;

/// <summary>A run of a very small model that uses every kind of state: both generators, a queue, momentum, a schedule.</summary>
internal static class TinyRun
{
    public static Runner Create(string? workDir, int iterations, IReadOnlyList<IHook>? hooks = null, double poisonAt = -1, ulong seed = 7, int? epochLength = null, IRunDisplay? display = null, int accumulated = 1)
    {
        random.manual_seed(3);
        var source = new RandomSource(seed);
        var model = new TinyModel(source, poisonAt);
        return new Runner(new RunnerParts
        {
            Model = model,
            Device = CPU,
            Random = source,
            Seed = seed,
            WorkDir = workDir,
            Display = display ?? new SilentDisplay(),
            TrainData = () => new TinyData(seed, epochLength),
            TrainLoop = epochLength is { } length ? new EpochBasedTrainLoop(iterations / length) : new IterBasedTrainLoop(iterations),
            OptimWrapper = new OptimWrapper(new AdamW(0.01), new ClipGradConfig(MaxNorm: 1), accumulativeCounts: accumulated),
            Schedulers =
            [
                new LinearLr(0.1, end: 5, byEpoch: false),
                new CosineAnnealingLr(tMax: 100, byEpoch: false),
                .. epochLength is null ? (IParamScheduler[])[] : [new MultiStepLr([1, 2], 0.5)],
            ],
            Hooks = hooks ?? [new ParamSchedulerHook(), new LoggerHook(5), new CheckInvalidLossHook(), new CheckpointHook(10, byEpoch: false)],
        });
    }

    public static float[] Weights(Runner runner) =>
        runner.Model.AsModule().parameters().SelectMany(p => p.detach().data<float>().ToArray()).ToArray();

    internal sealed class TinyModel : nn.Module, IModel, IRunState
    {
        private readonly Linear first = nn.Linear(12, 8);
        private readonly Dropout drop = nn.Dropout(0.3);
        private readonly Linear second = nn.Linear(8, 1);
        private readonly IRandomSource _random;
        private readonly double _poisonAt;
        // In a list, because a field would be registered as a buffer.
        private readonly List<Tensor> _queue = [zeros(4).DetachFromDisposeScope()];
        private int _calls;

        public TinyModel(IRandomSource random, double poisonAt)
            : base("TinyModel")
        {
            _random = random;
            _poisonAt = poisonAt;
            RegisterComponents();
        }

        public LossCollection Loss(SampleBatch batch)
        {
            _calls++;
            var x = stack(batch.Samples.Select(s => s.Image.to(ScalarType.Float32).flatten() / 255));
            var y = second.forward(drop.forward(nn.functional.relu(first.forward(x)))).squeeze(1);
            var target = y - _queue[0].mean() - (float)_random.NextDouble();
            var losses = new LossCollection();
            losses.Add("loss_a", target.pow(2).mean() * (_calls == _poisonAt ? float.NaN : 1));
            losses.Add("loss_b", y.abs().mean() * 0.1);
            losses.AddMetric("acc", y.detach().mean());
            var next = cat([y.detach().mean().reshape(1), _queue[0]])[TensorIndex.Slice(0, 4)].clone();
            _queue[0].Dispose();
            _queue[0] = next.DetachFromDisposeScope();
            return losses;
        }

        public IReadOnlyDictionary<string, Tensor> SaveRunState() => new Dictionary<string, Tensor> { ["queue"] = _queue[0].clone() };

        public void LoadRunState(IReadOnlyDictionary<string, Tensor> state)
        {
            _queue[0].Dispose();
            _queue[0] = state["queue"].clone().DetachFromDisposeScope();
        }
    }

    internal sealed class TinyData(ulong seed, int? perEpoch = null) : IBatchSource
    {
        public int? BatchesPerEpoch => perEpoch;

        public long Position { get; private set; }

        public void Seek(long position) => Position = position;

        public SampleBatch Next()
        {
            var random = new RandomSource(seed).Fork($"batch{Position++}");
            return new SampleBatch(Enumerable.Range(0, 3).Select(i => Sample(random, i)));
        }

        public void Dispose()
        {
        }

        public static DataSample Sample(IRandomSource random, int id)
        {
            var pixels = Enumerable.Range(0, 12).Select(_ => (byte)random.NextInt(256)).ToArray();
            var image = tensor(pixels, [3, 2, 2], dtype: ScalarType.Byte).DetachFromDisposeScope();
            var truth = new GroundTruth { Boxes = zeros(0, 4).DetachFromDisposeScope(), Labels = zeros(0, ScalarType.Int64).DetachFromDisposeScope() };
            return new DataSample(image, new ImageMeta { ImageId = id, Path = $"image{id}.jpg", OriginalShape = new(2, 2), ImageShape = new(2, 2) }, truth);
        }
    }
}
