using NUnit.Framework;

namespace Baron.Cli.Tests;

public sealed class BenchTests
{
    [Test]
    public void A_model_is_timed_forward_and_in_training()
    {
        var run = CliRun.Of("bench", "model", TinyWorld.Config(), "--shape", "96", "128", "--batch", "2", "--runs", "1", "--json", "--device", "cpu", "--set", $"_vars_.data_root={TinyWorld.Data}");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.Multiple(() =>
        {
            Assert.That(run.Json["shape"]!.AsArray().Select(v => v!.GetValue<int>()), Is.EqualTo(new[] { 96, 128 }));
            Assert.That(run.Json["batch"]!.GetValue<int>(), Is.EqualTo(2));
            Assert.That(run.Json["parameters"]!.GetValue<long>(), Is.Positive);
            Assert.That(run.Json["forward_seconds"]!.GetValue<double>(), Is.Positive);
            Assert.That(run.Json["train_seconds"]!.GetValue<double>(), Is.Positive);
            Assert.That(run.Json["forward_runs"]!.AsArray(), Has.Count.EqualTo(1));
        });
        var text = CliRun.Of("bench", "model", TinyWorld.Config(), "--shape", "64", "64", "--runs", "1", "--no-train", "--set", $"_vars_.data_root={TinyWorld.Data}");
        Assert.That(text.Out, Does.Contain("1 x 64 x 64 on cpu").And.Contain("forward: ").And.Not.Contain("training"));
    }

    [Test]
    public void Shapes_that_make_no_sense_are_refused()
    {
        var run = CliRun.Of("bench", "model", TinyWorld.Config(), "--shape", "0", "64");
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("--shape"));
    }
}
