using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Hosting;
using Baron.Structures;
using Baron.Training;
using Baron.Training.Hooks;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Cli.Tests;

/// <summary>BARON's whole training, on pictures and networks that are small.</summary>
public sealed class TrainingTests
{
    [TestCase("tiny_kd.toml")]
    [TestCase("tiny_caption.toml")]
    [TestCase("tiny_both.toml")]
    public void Training_continues_bit_for_bit_with_queues_dropout_and_samplers(string config)
    {
        var straight = TinyWorld.NewFolder();
        var parted = TinyWorld.NewFolder();
        Train(straight, 6, config: config);
        Train(parted, 3, config: config);
        Train(parted, 6, resume: true, config: config);
        AssertSame(Path.Combine(parted, "iter_6.safetensors"), Path.Combine(straight, "iter_6.safetensors"));
    }

    [TestCase("tiny_kd.toml")]
    [TestCase("tiny_both.toml")]
    public void Branches_on_two_threads_give_the_numbers_of_one(string config)
    {
        var one = TinyWorld.NewFolder();
        var two = TinyWorld.NewFolder();
        Train(one, 6, more: "runtime.parallel_branches=false", config: config);
        Train(two, 6, more: "runtime.parallel_branches=true", config: config);
        AssertSame(Path.Combine(two, "iter_6.safetensors"), Path.Combine(one, "iter_6.safetensors"));
    }

    [TestCase("tiny_kd.toml")]
    [TestCase("tiny_both.toml")]
    public void Live_native_tensors_are_as_many_after_each_iteration(string config)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var counter = new Counter();
        Train(TinyWorld.NewFolder(), 8, hook: counter, config: config);
        Assert.That(counter.Counts.Skip(2).Distinct().Count(), Is.EqualTo(1), string.Join(" ", counter.Counts));
    }

    [Test]
    public void A_work_directory_belongs_to_one_run_at_a_time()
    {
        var folder = TinyWorld.NewFolder();
        var document = Load(folder, 1);
        using (var run = BaronHost.StartFor(document).Open(document, new RunOptions()))
        using (run.CreateTrainer())
        {
            foreach (var option in new[] { "--overwrite", "--resume" })
            {
                var second = CliRun.Of(TinyWorld.Train(folder, option));
                Assert.That((second.ExitCode, second.Error), Is.EqualTo((2, second.Error)));
                Assert.That(second.Error, Does.Contain($"The work directory {folder} is in use by another run"));
            }
        }

        Assert.That(CliRun.Of(TinyWorld.Train(folder, "--set", "train_cfg.max_iters=1")).ExitCode, Is.Zero, "the folder is free when the run is over");
        Assert.That(File.Exists(Path.Combine(folder, ".lock")), Is.False);
    }

    [Test]
    public void A_resumed_run_says_what_its_config_changes_and_what_stays_as_it_was()
    {
        var folder = TinyWorld.NewFolder();
        Assert.That(CliRun.Of(TinyWorld.Train(folder, "--set", "train_cfg.max_iters=1")).ExitCode, Is.Zero);
        var same = CliRun.Of(TinyWorld.Train(folder, "--resume", "--set", "train_cfg.max_iters=1"));
        Assert.That((same.ExitCode, (same.Out + same.Error).Contains("warning: the config", StringComparison.Ordinal)), Is.EqualTo((0, false)));
        var other = CliRun.Of(TinyWorld.Train(folder, "--resume", "--set", "train_cfg.max_iters=2", "optim_wrapper.optimizer.lr=0.125", "train_dataloader.batch_size=1"));
        Assert.That(other.ExitCode, Is.Zero, other.Error);
        Assert.That(other.Out + other.Error, Does.Contain("warning: the config is not that of the checkpoint")
            .And.Contain("train_cfg.max_iters was 1 and is 2").And.Contain("and is 0.125").And.Contain("train_dataloader.batch_size was").And.Contain("continue from the checkpoint"));
    }

    [TestCase("""custom_hooks=[{type="LoggerHook"}]""", "a run has one LoggerHook, but the config has 2: default_hooks.logger, custom_hooks.0")]
    [TestCase("""custom_hooks=[{type="ParamSchedulerHook"}]""", "a run has one ParamSchedulerHook")]
    [TestCase("""custom_hooks=[{type="EMAHook"},{type="EMAHook"}]""", "a run has one EMAHook, but the config has 2: custom_hooks.0, custom_hooks.1")]
    public void A_hook_that_works_once_is_there_once(string hooks, string message)
    {
        var run = CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "train_cfg.max_iters=1", hooks));
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((2, run.Error)));
        Assert.That(run.Error, Does.Contain(message));
    }

    [TestCase("")]
    [TestCase(" ")]
    public void A_work_directory_without_a_name_is_a_mistake(string name)
    {
        var run = CliRun.Of(TinyWorld.Train(name));
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("work_dir is empty"));
    }

    [Test]
    public void A_folder_is_no_checkpoint_to_resume_from()
    {
        var run = CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--resume", TinyWorld.WorkDir));
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("is a folder").And.Contain("--resume"));
    }

    [TestCase(1)]
    [TestCase(3, Description = "the effective batch counts")]
    public void The_learning_rate_is_scaled_with_the_batch_size_when_asked(int accumulated)
    {
        var document = Load(TinyWorld.NewFolder(), 1, "auto_scale_lr.base_batch_size=2", $"optim_wrapper.accumulative_counts={accumulated}");
        using var run = BaronHost.StartFor(document).Open(document, new RunOptions { AutoScaleLr = true });
        using var trainer = run.CreateTrainer();
        Assert.That(trainer.Optimizer.Groups[0].InitialLearningRate, Is.EqualTo(accumulated * 2e-3).Within(1e-12));
    }

    [Test]
    public void Weights_to_start_from_are_loaded_where_they_fit()
    {
        var document = Load(TinyWorld.NewFolder(), 1, $"load_from={TinyWorld.Checkpoint}");
        using var run = BaronHost.StartFor(document).Open(document);
        using var trainer = run.CreateTrainer();
        using var file = CheckpointFile.Open(TinyWorld.Checkpoint);
        Assert.That(file.TryGet("backbone.conv1.weight", out var saved));
        using var expected = saved!.Load();
        Assert.That(trainer.Model.AsModule().state_dict()["backbone.conv1.weight"].bytes.ToArray(), Is.EqualTo(expected.bytes.ToArray()));
    }

    [Test]
    public void The_environment_of_a_run_is_written_down()
    {
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(TinyWorld.WorkDir, "environment.json")));
        foreach (var key in new[] { "started", "command", "seed", "device", "baron", "dotnet", "torch", "cores", "memory_bytes", "allow_tf32", "plugins", "deterministic" })
        {
            Assert.That(document.RootElement.TryGetProperty(key, out _), key);
        }

        Assert.That(document.RootElement.GetProperty("allow_tf32").GetBoolean(), Is.False);
        Assert.That(document.RootElement.GetProperty("device").GetString(), Is.EqualTo("cpu"));
        Assert.That(document.RootElement.GetProperty("plugins").EnumerateArray().Select(p => p.GetProperty("name").GetString()), Does.Contain("Baron.Heads"));
    }

    [Test]
    public void Deterministic_mode_holds_for_the_run_and_no_longer()
    {
        var watch = new DeterminismWatch();
        Train(TinyWorld.NewFolder(), 2, hook: watch, more: "randomness.deterministic=true");
        Assert.That(watch.Seen, Is.True, "while training");
        Assert.That(are_deterministic_algorithms_enabled(), Is.False, "afterwards");
        Assert.That((backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32), Is.EqualTo((false, false)), "TF32 is off");
        Train(TinyWorld.NewFolder(), 1, more: "runtime.allow_tf32=true");
        Assert.That((backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32), Is.EqualTo((true, true)));
        Train(TinyWorld.NewFolder(), 1);
        Assert.That((backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32), Is.EqualTo((false, false)));
    }

    private static void AssertSame(string actual, string expected)
    {
        using var a = CheckpointFile.Open(expected);
        using var b = CheckpointFile.Open(actual);
        Assert.That(b.AllTensors.Select(t => t.Name), Is.EquivalentTo(a.AllTensors.Select(t => t.Name)));
        Assert.That(a.AllTensors.Select(t => t.Name), Has.Some.Contains("queue").IgnoreCase, "the queues belong to the run's state");
        foreach (var tensor in a.AllTensors)
        {
            Assert.That(b.TryGet(tensor.Name, out var other), tensor.Name);
            using var x = tensor.Load();
            using var y = other!.Load();
            Assert.That(y.bytes.ToArray(), Is.EqualTo(x.bytes.ToArray()), tensor.Name);
        }
    }

    private static void Train(string folder, int iterations, bool resume = false, IHook? hook = null, string more = "runtime.threads=1", string config = "tiny_kd.toml")
    {
        var document = LoadConfig(config, folder, iterations, $"resume={(resume ? "true" : "false")}", more);
        using var run = BaronHost.StartFor(document).Open(document, new RunOptions { Hooks = hook is null ? [] : [hook] });
        using var trainer = run.CreateTrainer();
        Assert.That(trainer.Iteration, resume ? Is.GreaterThan(0) : Is.Zero);
        trainer.Train();
    }

    private static ConfigDocument Load(string folder, int iterations, params string[] more) => LoadConfig("tiny_kd.toml", folder, iterations, more);

    private static ConfigDocument LoadConfig(string config, string folder, int iterations, params string[] more) => ConfigDocument.Load(
        TinyWorld.Config(config),
        [
            ConfigOverride.Set($"_vars_.data_root={TinyWorld.Data}"),
            ConfigOverride.Set($"work_dir={folder}"),
            ConfigOverride.Set($"train_cfg.max_iters={iterations}"),
            ConfigOverride.Unset("val_dataloader"),
            .. more.Select(ConfigOverride.Set),
        ]);

    private sealed class DeterminismWatch : IHook
    {
        public bool Seen { get; private set; }

        public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step) => Seen = are_deterministic_algorithms_enabled();
    }

    private sealed class Counter : IHook
    {
        public List<long> Counts { get; } = [];

        public void BeforeIteration(Runner runner, SampleBatch batch)
        {
            // The loader works ahead: only what this thread holds can be counted exactly when it has caught up.
            Thread.Sleep(200);
            Counts.Add(Tensor.TotalCount);
        }
    }
}
