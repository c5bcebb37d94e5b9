using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Hosting;
using Baron.Ops;
using Baron.Training;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Cli.Tests;

/// <summary>BARON's whole training in bfloat16 on the CPU.</summary>
public sealed class MixedPrecisionTests
{
    [Test]
    public void Losses_fall_as_in_full_precision_and_master_weights_stay_float32()
    {
        var (shortFolder, longFolder) = (TinyWorld.NewFolder(), TinyWorld.NewFolder());
        Train(shortFolder, 14);
        Train(longFolder, 14, amp: false);
        var (quick, full) = (Losses(shortFolder), Losses(longFolder));
        TestContext.Out.WriteLine($"bfloat16 {string.Join(' ', quick)}; float32 {string.Join(' ', full)}");
        Assert.That(quick, Is.All.Matches<double>(double.IsFinite));
        Assert.That(quick[^4..].Average(), Is.LessThan(quick[..4].Average()), "the loss falls");
        Assert.That(quick[0], Is.EqualTo(full[0]).Within(0.05 * full[0]), "the first loss is the same but for rounding");
        Assert.That(quick[0], Is.Not.EqualTo(full[0]), "it was not computed in float32");
        Assert.That(quick[^4..].Average(), Is.EqualTo(full[^4..].Average()).Within(0.1 * full[^4..].Average()));
        using var file = CheckpointFile.Open(Path.Combine(shortFolder, "iter_14.safetensors"));
        Assert.That(file.AllTensors.Select(t => t.Dtype), Has.None.EqualTo(ScalarType.BFloat16));
        Assert.That(Autocast.IsOn(DeviceType.CPU), Is.False, "the state of the thread is restored");
    }

    [TestCase("tiny_caption.toml")]
    [TestCase("tiny_both.toml")]
    public void Captions_are_learnt_in_mixed_precision(string config)
    {
        var (shortFolder, longFolder) = (TinyWorld.NewFolder(), TinyWorld.NewFolder());
        Train(shortFolder, 4, config: config);
        Train(longFolder, 4, amp: false, config: config);
        var (quick, full) = (Losses(shortFolder, "loss_caption_caption_batch"), Losses(longFolder, "loss_caption_caption_batch"));
        Assert.That(full, Has.Length.EqualTo(4));
        for (var i = 0; i < full.Length; i++)
        {
            // The temperature makes much of what the encoders round.
            Assert.That(quick[i], Is.EqualTo(full[i]).Within(0.15 * full[i]).And.Not.EqualTo(full[i]), $"iteration {i + 1}");
        }
    }

    [Test]
    public void A_busy_machine_changes_no_number()
    {
        using var busy = new CancellationTokenSource();
        var (quiet, loud) = (TinyWorld.NewFolder(), TinyWorld.NewFolder());
        Train(quiet, 3);
        var threads = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!busy.IsCancellationRequested)
            {
                Thread.SpinWait(1000);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        try
        {
            Train(loud, 3);
        }
        finally
        {
            busy.Cancel();
            threads.ForEach(thread => thread.Join());
        }

        Assert.That(Losses(loud), Is.EqualTo(Losses(quiet)));
    }

    [Test]
    public void A_resumed_run_continues_bit_for_bit()
    {
        var (straight, parted) = (TinyWorld.NewFolder(), TinyWorld.NewFolder());
        string[] scaled = ["optim_wrapper.loss_scale={ init_scale = 256.0, growth_interval = 2 }"];
        Train(straight, 6, more: scaled);
        Train(parted, 3, more: scaled);
        Train(parted, 6, resume: true, more: scaled);
        using var a = CheckpointFile.Open(Path.Combine(straight, "iter_6.safetensors"));
        using var b = CheckpointFile.Open(Path.Combine(parted, "iter_6.safetensors"));
        Assert.That(b.AllTensors.Select(t => t.Name), Is.EquivalentTo(a.AllTensors.Select(t => t.Name)));
        foreach (var tensor in a.AllTensors)
        {
            Assert.That(b.TryGet(tensor.Name, out var other), tensor.Name);
            using var x = tensor.Load();
            using var y = other!.Load();
            Assert.That(y.bytes.ToArray(), Is.EqualTo(x.bytes.ToArray()), tensor.Name);
        }

        Assert.That(a.TryGet("optimizer/amp_scaler", out var scaler));
        using var state = scaler!.Load();
        Assert.That(state.data<double>().ToArray(), Is.EqualTo(new[] { 2048.0, 0, 0 }), "256 doubled three times");
    }

    [Test]
    public void The_option_of_the_command_chooses_the_wrapper()
    {
        var folder = TinyWorld.NewFolder();
        var run = CliRun.Of(TinyWorld.Train(folder, "--amp", "--set", "train_cfg.max_iters=1", "--unset", "val_dataloader"));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllText(Path.Combine(folder, "config.toml")), Does.Contain("AmpOptimWrapper"));
        var wrong = CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--amp", "--set", "optim_wrapper.dtype=float16"));
        Assert.That((wrong.ExitCode, wrong.Error), Is.EqualTo((2, wrong.Error)));
        Assert.That(wrong.Error, Does.Contain("bfloat16"));
        var other = CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--amp", "--set", "optim_wrapper.type=MyWrapper"));
        Assert.That(other.ExitCode, Is.EqualTo(2));
        Assert.That(other.Error, Does.Contain("MyWrapper"));
    }

    private static double[] Losses(string folder, string name = "loss") =>
        [.. File.ReadAllLines(Path.Combine(folder, "log.jsonl")).Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["mode"] == "train").Select(line => Convert.ToDouble(line[name]!.ToString(), CultureInfo.InvariantCulture))];

    private static void Train(string folder, int iterations, bool resume = false, bool amp = true, string config = "tiny_kd.toml", params string[] more)
    {
        var document = ConfigDocument.Load(
            TinyWorld.Config(config),
            [
                ConfigOverride.Set($"_vars_.data_root={TinyWorld.Data}"),
                ConfigOverride.Set($"work_dir={folder}"),
                ConfigOverride.Set($"train_cfg.max_iters={iterations}"),
                ConfigOverride.Unset("val_dataloader"),
                ConfigOverride.Set($"resume={(resume ? "true" : "false")}"),
                ConfigOverride.Set($"optim_wrapper.type={(amp ? "AmpOptimWrapper" : "OptimWrapper")}"),
                .. more.Select(ConfigOverride.Set),
            ]);
        using var run = BaronHost.StartFor(document).Open(document, new RunOptions());
        using var trainer = run.CreateTrainer();
        trainer.Train();
        Assert.That(trainer.Model.AsModule().parameters().Select(p => p.dtype), Is.All.EqualTo(ScalarType.Float32));
    }
}
