using System.Text.Json.Nodes;
using Baron.Checkpoints;
using Baron.Modeling;
using Baron.Structures;
using Baron.Training;
using Baron.Training.Hooks;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Training;

public sealed class RunnerTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("baron-runner-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_resumed_run_continues_bit_for_bit()
    {
        var straightFolder = Path.Combine(_folder, "straight");
        var resumedFolder = Path.Combine(_folder, "resumed");
        Directory.CreateDirectory(straightFolder);
        Directory.CreateDirectory(resumedFolder);
        using var straight = TinyRun.Create(straightFolder, 20);
        straight.Train();
        using (var first = TinyRun.Create(resumedFolder, 10))
        {
            first.Train();
        }

        // Another stream of random numbers in between must not matter.
        rand(1000).Dispose();
        using var second = TinyRun.Create(resumedFolder, 20);
        second.Resume(TrainingCheckpoint.FindLast(resumedFolder)!);
        Assert.That(second.Iteration, Is.EqualTo(10));
        second.Train();

        Assert.That(TinyRun.Weights(second), Is.EqualTo(TinyRun.Weights(straight)));
        Assert.That(Log(resumedFolder).Select(WithoutTimes), Is.EqualTo(Log(straightFolder).Select(WithoutTimes)));
        Assert.That(second.Optimizer.Groups[0].LearningRate, Is.EqualTo(straight.Optimizer.Groups[0].LearningRate));
    }

    [Test]
    public void A_run_whose_random_state_is_not_restored_goes_another_way()
    {
        using var straight = TinyRun.Create(null, 20);
        straight.Train();
        using var other = TinyRun.Create(null, 20, seed: 8);
        other.Train();
        Assert.That(TinyRun.Weights(other), Is.Not.EqualTo(TinyRun.Weights(straight)));
    }

    [Test]
    public void The_log_is_cut_after_the_resumed_iteration_and_broken_lines_go()
    {
        using (var first = TinyRun.Create(_folder, 10, [new LoggerHook(1), new CheckpointHook(5, byEpoch: false)]))
        {
            first.Train();
        }

        File.AppendAllText(Path.Combine(_folder, "log.jsonl"), "{\"mode\":\"train\",\"iter\":1");
        using var second = TinyRun.Create(_folder, 10, [new LoggerHook(1), new CheckpointHook(5, byEpoch: false)]);
        second.Resume(Path.Combine(_folder, "iter_5.safetensors"));
        second.Train();
        Assert.That(Log(_folder).Select(line => line["iter"]!.GetValue<int>()), Is.EqualTo(Enumerable.Range(1, 10)));
        foreach (var key in new[] { "lr", "loss", "loss_a", "loss_b", "acc", "grad_norm", "time", "data_time", "memory" })
        {
            Assert.That(Log(_folder)[0].ContainsKey(key), key);
        }
    }

    [Test]
    public void The_number_of_live_tensors_is_the_same_after_each_iteration()
    {
        // What other tests left to the finaliser must not be counted.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var counter = new TensorCounter();
        using var run = TinyRun.Create(_folder, 12, [new ParamSchedulerHook(), new LoggerHook(3), new CheckpointHook(4, byEpoch: false), counter]);
        run.Train();
        Assert.That(counter.Counts.Skip(1).Distinct().Count(), Is.EqualTo(1), string.Join(" ", counter.Counts));
    }

    [Test]
    public void A_loss_that_is_no_number_ends_the_run_and_names_it()
    {
        using var run = TinyRun.Create(_folder, 10, poisonAt: 4);
        var error = Assert.Throws<RunFailedException>(run.Train)!;
        Assert.That(error.Message, Does.Contain("iteration 4").And.Contain("loss_a = NaN").And.Contain("image0.jpg"));
        Assert.That(Directory.EnumerateFiles(_folder, "*.safetensors"), Is.Empty, "the ruined weights must not be saved");
    }

    [Test]
    public void The_checkpoint_of_an_interruption_goes_when_newer_ones_are_enough()
    {
        using (var run = TinyRun.Create(_folder, 20, [new Stopper(7), new CheckpointHook(5, byEpoch: false, maxKeepCkpts: 1)]))
        {
            Assert.Throws<RunInterruptedException>(run.Train);
        }

        Assert.That(Names(), Is.EqualTo(new[] { "iter_5.safetensors", "iter_7.safetensors" }));
        using (var resumed = TinyRun.Create(_folder, 10, [new CheckpointHook(5, byEpoch: false, maxKeepCkpts: 1)]))
        {
            resumed.Resume(TrainingCheckpoint.FindLast(_folder)!);
            resumed.Train();
        }

        Assert.That(Names(), Is.EqualTo(new[] { "iter_10.safetensors" }));

        IEnumerable<string?> Names() => Directory.EnumerateFiles(_folder, "*.safetensors").Select(Path.GetFileName).Order();
    }

    [Test]
    public void A_norm_is_told_for_the_iterations_that_update_alone()
    {
        var norms = new NormWatch();
        using var run = TinyRun.Create(null, 5, [norms], accumulated: 2);
        run.Train();
        Assert.That(norms.Seen, Is.EqualTo(new[] { false, true, false, true, true }));
    }

    [TestCase(0.000123456789, "0.000123457")]
    [TestCase(0.0123456789, "0.0123457")]
    [TestCase(0.5000004, "0.5")]
    [TestCase(12.3456789, "12.345679")]
    [TestCase(-0.00098765432, "-0.000987654")]
    [TestCase(1.5e-7, "1.5E-07")]
    [TestCase(0, "0")]
    public void Numbers_of_the_log_keep_six_digits(double value, string text) =>
        Assert.That(JsonLinesLog.Number(value).ToJsonString(), Is.EqualTo(text));

    [Test]
    public void A_gradient_that_is_no_number_ends_the_run_with_the_pictures_that_made_it()
    {
        using var run = TinyRun.Create(_folder, 10, [new Ruiner(4), new CheckInvalidLossHook(), new CheckpointHook(1, byEpoch: false)]);
        var error = Assert.Throws<RunFailedException>(run.Train)!;
        Assert.That(error.Message, Does.Contain("norm of the gradients is NaN at iteration 4").And.Contain("image0.jpg"));
        Assert.That(TrainingCheckpoint.FindLast(_folder), Does.EndWith("iter_3.safetensors"));
    }

    [Test]
    public void Weights_that_are_no_numbers_never_replace_a_good_checkpoint()
    {
        using var run = TinyRun.Create(_folder, 10, [new Ruiner(4), new CheckpointHook(1, byEpoch: false, maxKeepCkpts: 1)]);
        var error = Assert.Throws<RunFailedException>(run.Train)!;
        Assert.That(error.Message, Does.Contain("at iteration 4").And.Contain("iter_3.safetensors"));
        Assert.That(Directory.EnumerateFiles(_folder, "*.safetensors").Select(Path.GetFileName), Is.EqualTo(new[] { "iter_3.safetensors" }));
    }

    [Test]
    public void The_last_iterations_are_an_update_even_where_too_few_to_fill_it()
    {
        using var run = TinyRun.Create(null, 3, accumulated: 8);
        var before = TinyRun.Weights(run);
        run.Train();
        Assert.That(TinyRun.Weights(run), Is.Not.EqualTo(before));
        Assert.That(run.OptimWrapper!.StateTensors(), Does.Not.ContainKey("accumulated"));
    }

    [Test]
    public void A_run_resumed_within_its_last_short_update_is_the_run_itself()
    {
        using var straight = TinyRun.Create(null, 6, [], accumulated: 4);
        straight.Train();
        using (var first = TinyRun.Create(_folder, 6, [new CheckpointHook(5, byEpoch: false)], accumulated: 4))
        {
            first.Train();
        }

        using var resumed = TinyRun.Create(null, 6, [], accumulated: 4);
        resumed.Resume(Path.Combine(_folder, "iter_5.safetensors"));
        resumed.Train();
        Assert.That(TinyRun.Weights(resumed), Is.EqualTo(TinyRun.Weights(straight)));
    }

    [Test]
    public void A_stopped_run_saves_and_can_be_resumed()
    {
        using (var run = TinyRun.Create(_folder, 20, [new Stopper(7)]))
        {
            var error = Assert.Throws<RunInterruptedException>(run.Train)!;
            Assert.That(Path.GetFileName(error.Checkpoint), Is.EqualTo("iter_7.safetensors"));
        }

        using var resumed = TinyRun.Create(_folder, 20, []);
        resumed.Resume(TrainingCheckpoint.FindLast(_folder)!);
        Assert.That(resumed.Iteration, Is.EqualTo(7));
        resumed.Train();
        Assert.That(resumed.Iteration, Is.EqualTo(20));
    }

    [Test]
    public void Only_the_newest_checkpoints_are_kept()
    {
        using var run = TinyRun.Create(_folder, 9, [new CheckpointHook(2, byEpoch: false, maxKeepCkpts: 2)]);
        run.Train();
        Assert.That(
            Directory.EnumerateFiles(_folder, "*.safetensors").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "iter_8.safetensors", "iter_9.safetensors" }));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "last_checkpoint")).Trim(), Is.EqualTo("iter_9.safetensors"));
    }

    [Test]
    public void The_best_model_is_kept_by_metric()
    {
        var hook = new CheckpointHook(saveLast: false, saveBest: "coco/bbox_mAP_50");
        using var run = TinyRun.Create(_folder, 4, [hook]);
        run.Train();
        foreach (var value in new[] { 0.2, 0.5, 0.4 })
        {
            ((IHook)hook).AfterEvaluation(run, EvaluationMode.Validation, [new("coco/bbox_mAP_50", value)]);
        }

        Assert.That(Directory.EnumerateFiles(_folder, "*.safetensors").Select(Path.GetFileName), Is.EqualTo(new[] { "best_coco_bbox_mAP_50_iter_4.safetensors" }));
        Assert.That(hook.SaveState()["best_value"]!.GetValue<double>(), Is.EqualTo(0.5));
        Assert.That(File.Exists(Path.Combine(_folder, "last_checkpoint")), Is.False);
    }

    [Test]
    public void Resuming_beyond_the_end_is_refused()
    {
        using (var first = TinyRun.Create(_folder, 10))
        {
            first.Train();
        }

        using var second = TinyRun.Create(_folder, 5);
        Assert.That(() => second.Resume(Path.Combine(_folder, "iter_10.safetensors")), Throws.TypeOf<BaronException>().With.Message.Contains("max_iters"));
    }

    private static List<JsonObject> Log(string folder) =>
        File.ReadAllLines(Path.Combine(folder, "log.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();

    private static string WithoutTimes(JsonObject line)
    {
        var copy = line.DeepClone().AsObject();
        foreach (var key in new[] { "time", "data_time", "memory" })
        {
            copy.Remove(key);
        }

        return copy.ToJsonString();
    }

    private sealed class TensorCounter : IHook
    {
        public List<long> Counts { get; } = [];

        public void BeforeIteration(Runner runner, SampleBatch batch) => Counts.Add(Tensor.TotalCount);
    }

    /// <summary>Spoils the gradients of an iteration, whose loss stays a number.</summary>
    private sealed class Ruiner(int iteration) : IHook
    {
        public void BeforeIteration(Runner runner, SampleBatch batch)
        {
            if (runner.Iteration == iteration - 1)
            {
                var weight = runner.Model.AsModule().parameters().First();
                using var spoilt = full_like(weight.detach(), float.NaN);
                weight.grad = spoilt;
            }
        }
    }

    private sealed class NormWatch : IHook
    {
        public List<bool> Seen { get; } = [];

        public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step) => Seen.Add(step.GradientNorm is not null);
    }

    private sealed class Stopper(int after) : IHook
    {
        public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step)
        {
            if (step.Iteration == after)
            {
                runner.RequestStop();
            }
        }
    }
}
