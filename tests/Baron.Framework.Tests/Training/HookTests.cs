using System.Text.Json.Nodes;
using Baron.Checkpoints;
using Baron.Modeling;
using Baron.Structures;
using Baron.Training;
using Baron.Training.Hooks;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Training;

public sealed class HookTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("baron-hooks-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_average_of_weights_follows_its_recurrence_and_is_what_validations_see()
    {
        var hook = new EmaHook(momentum: 0.25);
        var history = new Recorder();
        using var run = TinyRun.Create(null, 5, [hook, history]);
        history.AtEnd = () =>
        {
            var average = history.Weights[0];
            foreach (var weights in history.Weights.Skip(1))
            {
                average = average.Zip(weights, (a, w) => (0.75f * a) + (0.25f * w)).ToArray();
            }

            ((IHook)hook).BeforeEvaluation(run, EvaluationMode.Validation);
            Assert.That(TinyRun.Weights(run), Is.EqualTo(average).Within(1e-6f));
            Assert.That(TinyRun.Weights(run), Is.Not.EqualTo(history.Weights[^1]));
            ((IHook)hook).AfterEvaluation(run, EvaluationMode.Validation, []);
            Assert.That(TinyRun.Weights(run), Is.EqualTo(history.Weights[^1]), "training goes on with its own weights");
        };
        run.Train();
        Assert.That(history.Weights, Has.Count.EqualTo(5));
    }

    [Test]
    public void Checkpoints_hold_the_average_and_resuming_is_exact()
    {
        IHook[] Hooks() => [new EmaHook(momentum: 0.2, beginIter: 2), new ParamSchedulerHook(), new CheckpointHook(5, byEpoch: false)];
        var straightFolder = Directory.CreateDirectory(Path.Combine(_folder, "a")).FullName;
        var partedFolder = Directory.CreateDirectory(Path.Combine(_folder, "b")).FullName;
        float[] trained;
        using (var straight = TinyRun.Create(straightFolder, 10, Hooks()))
        {
            straight.Train();
            trained = TinyRun.Weights(straight);
        }

        using (var first = TinyRun.Create(partedFolder, 5, Hooks()))
        {
            first.Train();
        }

        using (var second = TinyRun.Create(partedFolder, 10, Hooks()))
        {
            second.Resume(Path.Combine(partedFolder, "iter_5.safetensors"));
            second.Train();
            Assert.That(TinyRun.Weights(second), Is.EqualTo(trained));
        }

        using var a = CheckpointFile.Open(Path.Combine(straightFolder, "iter_10.safetensors"));
        using var b = CheckpointFile.Open(Path.Combine(partedFolder, "iter_10.safetensors"));
        foreach (var tensor in a.AllTensors)
        {
            Assert.That(b.TryGet(tensor.Name, out var other), tensor.Name);
            Assert.That(other!.ReadBytes(), Is.EqualTo(tensor.ReadBytes()), tensor.Name);
        }

        using var saved = a.Tensors.Single(t => t.Name == "first.weight").Load();
        Assert.That(saved.data<float>().ToArray(), Is.Not.EqualTo(trained[..saved.data<float>().ToArray().Length]), "the model's weights in the file are the averages");
    }

    [Test]
    public void Training_ends_early_when_nothing_gets_better_and_saves_its_last_state()
    {
        var stopping = new EarlyStoppingHook("coco/bbox_mAP", minDelta: 0.01, patience: 2);
        double[] values = [0.2, 0.3, 0.305, 0.3, 0.5];
        using (var run = TinyRun.Create(_folder, 20, [stopping, new Validating(stopping, values), new CheckpointHook(100, byEpoch: false)]))
        {
            run.Train();
            Assert.That(run.Iteration, Is.EqualTo(4), "0.305 and 0.3 are no better than 0.3 by more than 0.01");
        }

        Assert.That(File.Exists(Path.Combine(_folder, "iter_4.safetensors")));
        using var resumed = TinyRun.Create(_folder, 20, [new EarlyStoppingHook("coco/bbox_mAP", minDelta: 0.01, patience: 2)]);
        resumed.Resume(TrainingCheckpoint.FindLast(_folder)!);
        resumed.Train();
        Assert.That(resumed.Iteration, Is.EqualTo(4), "it stays ended");
    }

    [TestCase("loss", null, 0.5, 0.4, false)]
    [TestCase("loss", null, 0.4, 0.5, true)]
    [TestCase("x", "less", 0.4, 0.5, true)]
    [TestCase("x", null, 0.4, double.NaN, true)]
    public void What_is_better_follows_from_the_rule_or_the_name(string monitor, string? rule, double first, double second, bool ends)
    {
        var hook = new EarlyStoppingHook(monitor, rule, minDelta: 0, patience: 1);
        using var run = TinyRun.Create(null, 2, [hook]);
        foreach (var value in new[] { first, second })
        {
            ((IHook)hook).AfterEvaluation(run, EvaluationMode.Validation, [new(monitor, value)]);
        }

        Assert.That(run.EndRequested, Is.EqualTo(ends));
    }

    [TestCase(null, 6, "train 2/6  lr ", "train 6/6  lr ")]
    [TestCase(3, 6, "train 2/6 (epoch 1 of 2)  lr ", "train 6/6 (epoch 2 of 2)  lr ")]
    public void Progress_tells_the_epoch_of_a_loop_that_counts_them(int? epochLength, int iterations, string first, string last)
    {
        using var text = new StringWriter();
        using (var run = TinyRun.Create(null, iterations, [new LoggerHook(2)], epochLength: epochLength, display: new PlainDisplay(text)))
        {
            run.Train();
        }

        var lines = text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Does.StartWith(first));
        Assert.That(lines[2], Does.StartWith(last));
    }

    [Test]
    public void A_metric_that_is_not_there_is_reported_or_a_mistake()
    {
        using var run = TinyRun.Create(null, 2, []);
        ((IHook)new EarlyStoppingHook("nothing")).AfterEvaluation(run, EvaluationMode.Validation, [new("x", 1)]);
        Assert.That(run.EndRequested, Is.False);
        Assert.That(() => ((IHook)new EarlyStoppingHook("nothing", strict: true)).AfterEvaluation(run, EvaluationMode.Validation, [new("x", 1)]), Throws.TypeOf<BaronException>().With.Message.Contains("there are x"));
    }

    [Test]
    public void Memory_is_reported_at_intervals()
    {
        using (var run = TinyRun.Create(_folder, 7, [new MemoryProfilerHook(3)]))
        {
            run.Train();
        }

        var lines = File.ReadAllLines(Path.Combine(_folder, "memory.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.That(lines.Select(line => line["iter"]!.GetValue<int>()), Is.EqualTo(new[] { 3, 6 }));
        Assert.That(lines.Select(line => line["resident"]!.GetValue<long>()), Is.All.GreaterThan(10L << 20));
        Assert.That(lines[0]["peak"]!.GetValue<long>(), Is.GreaterThanOrEqualTo(lines[0]["resident"]!.GetValue<long>()));
        Assert.That(lines[0]["limit"]!.GetValue<long>(), Is.GreaterThan(lines[0]["resident"]!.GetValue<long>()));
        Assert.That(lines[0]["tensors"]!.GetValue<long>(), Is.GreaterThan(0));
    }

    [Test]
    public void Ruined_weights_are_not_saved_between_two_looks_at_the_loss()
    {
        using var run = TinyRun.Create(_folder, 10, [new CheckInvalidLossHook(5), new CheckpointHook(1, byEpoch: false)], poisonAt: 3);
        Assert.That(run.Train, Throws.TypeOf<RunFailedException>().With.Message.Contains("image0.jpg"));
        Assert.That(Path.GetFileName(TrainingCheckpoint.FindLast(_folder)), Is.EqualTo("iter_2.safetensors"), "the last good one");
    }

    [Test]
    public void A_log_line_begun_before_a_stop_is_the_line_of_a_run_that_was_not_stopped()
    {
        IHook[] Hooks() => [new ParamSchedulerHook(), new LoggerHook(4), new CheckpointHook(6, byEpoch: false)];
        var straight = Directory.CreateDirectory(Path.Combine(_folder, "a")).FullName;
        var parted = Directory.CreateDirectory(Path.Combine(_folder, "b")).FullName;
        using (var run = TinyRun.Create(straight, 12, Hooks()))
        {
            run.Train();
        }

        using (var run = TinyRun.Create(parted, 12, Hooks()))
        {
            run.Train();
        }

        using (var run = TinyRun.Create(parted, 12, Hooks()))
        {
            run.Resume(Path.Combine(parted, "iter_6.safetensors"));
            run.Train();
        }

        static List<string> Lines(string folder) => File.ReadAllLines(Path.Combine(folder, "log.jsonl")).Select(text =>
        {
            var line = JsonNode.Parse(text)!.AsObject();
            foreach (var key in new[] { "time", "data_time", "memory" })
            {
                line.Remove(key);
            }

            return line.ToJsonString();
        }).ToList();
        Assert.That(Lines(parted), Is.EqualTo(Lines(straight)));
        Assert.That(Lines(parted), Has.Count.EqualTo(3));
    }

    [Test]
    public void A_run_stopped_at_the_end_of_an_epoch_ends_it_when_it_continues()
    {
        IHook[] Hooks() => [new ParamSchedulerHook(), new CheckpointHook(2, byEpoch: false)];
        float[] expected;
        using (var run = TinyRun.Create(_folder, 12, Hooks(), epochLength: 4))
        {
            run.Train();
            expected = TinyRun.Weights(run);
            Assert.That((run.Epoch, run.Iteration), Is.EqualTo((3, 12)));
        }

        // Saved after the epoch's last iteration, before its end: the schedule by epochs has not moved yet.
        using var resumed = TinyRun.Create(_folder, 12, Hooks(), epochLength: 4);
        resumed.Resume(Path.Combine(_folder, "iter_8.safetensors"));
        Assert.That(resumed.Epoch, Is.EqualTo(1));
        resumed.Train();
        Assert.That(resumed.Epoch, Is.EqualTo(3));
        Assert.That(TinyRun.Weights(resumed), Is.EqualTo(expected));
    }

    [Test]
    public void A_checkpoint_without_a_note_is_found_and_leftovers_of_dead_processes_go()
    {
        using (var run = TinyRun.Create(_folder, 4, [new CheckpointHook(2, byEpoch: false)]))
        {
            run.Train();
        }

        File.Delete(Path.Combine(_folder, "last_checkpoint"));
        Assert.That(Path.GetFileName(TrainingCheckpoint.FindLast(_folder)), Is.EqualTo("iter_4.safetensors"));
        var left = Path.Combine(_folder, $"iter_6.safetensors.{0x3ffffff0:x}-{Guid.NewGuid():N}.tmp");
        var own = Path.Combine(_folder, $"iter_6.safetensors.{Environment.ProcessId:x}-{Guid.NewGuid():N}.tmp");
        var other = Path.Combine(_folder, "notes.tmp");
        foreach (var file in new[] { left, own, other })
        {
            File.WriteAllText(file, "x");
        }

        AtomicFile.RemoveLeftovers(_folder);
        Assert.That(new[] { left, own, other }.Select(File.Exists), Is.EqualTo(new[] { false, true, true }));
    }

    private sealed class Recorder : IHook
    {
        public List<float[]> Weights { get; } = [];

        public Action? AtEnd { get; set; }

        public int Priority => 40;

        public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step) => Weights.Add(TinyRun.Weights(runner));

        public void AfterTrain(Runner runner) => AtEnd?.Invoke();
    }

    private sealed class Validating(IHook hook, double[] values) : IHook
    {
        public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step) =>
            hook.AfterEvaluation(runner, EvaluationMode.Validation, [new("coco/bbox_mAP", values[step.Iteration - 1])]);
    }
}
