using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Baron.Cli.Tests;

/// <summary>The command as a process: what only a process can show.</summary>
[Platform("Linux")]
public sealed partial class ProcessTests
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const int Destroy = 9;

    private readonly List<int> _started = [];

    [TearDown]
    public void EndWhatATestLeftRunning()
    {
        foreach (var id in _started)
        {
            var command = $"/proc/{id}/cmdline";
            if (File.Exists(command) && File.ReadAllText(command).Contains("baron.dll", StringComparison.Ordinal))
            {
                _ = Kill(id, Destroy);
            }
        }

        _started.Clear();
    }

    [Test]
    public void Json_is_the_only_thing_on_standard_output()
    {
        using var process = Start("test", TinyWorld.Config(), TinyWorld.Checkpoint, "--json", "--set", $"_vars_.data_root={TinyWorld.Data}");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(JsonNode.Parse(output)!["coco/bbox_mAP_50"], Is.Not.Null);
    }

    [Test]
    public void Errors_go_to_standard_error_with_code_2_and_the_stack_only_when_asked()
    {
        using var process = Start("train", "absent.toml");
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That((process.ExitCode, output), Is.EqualTo((2, "")));
        Assert.That(error.TrimEnd('\n'), Does.StartWith("error: ").And.Not.Contain("\n"));

        using var verbose = Start("train", "absent.toml", "--verbose");
        Assert.That(verbose.StandardError.ReadToEnd(), Does.Contain("   at "));
    }

    [TestCase(Interrupt, 130)]
    [TestCase(Terminate, 143)]
    public void A_stopped_training_saves_and_continues(int signal, int exitCode)
    {
        var folder = TinyWorld.NewFolder();
        using (var process = Start(TinyWorld.Train(folder, "--set", "train_cfg.max_iters=100000", "--unset", "val_dataloader")))
        {
            WaitForLine(process, "train 3/");
            Assert.That(Kill(process.Id, signal), Is.Zero);
            Assert.That(process.WaitForExit(60_000), "it must stop after the iteration");
            Assert.That(process.ExitCode, Is.EqualTo(exitCode));
            Assert.That(process.StandardError.ReadToEnd(), Does.Contain("--resume"));
        }

        var last = File.ReadAllText(Path.Combine(folder, "last_checkpoint")).Trim();
        var done = int.Parse(last["iter_".Length..^".safetensors".Length], System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(done, Is.GreaterThanOrEqualTo(3));
        var resumed = CliRun.Of(TinyWorld.Train(folder, "--resume", "--set", $"train_cfg.max_iters={done + 1}", "--unset", "val_dataloader"));
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(File.Exists(Path.Combine(folder, $"iter_{done + 1}.safetensors")));
    }

    [Test]
    public void A_second_interrupt_leaves_at_once()
    {
        var folder = TinyWorld.NewFolder();
        using var process = Start(TinyWorld.Train(folder, "--set", "train_cfg.max_iters=100000", "train_dataloader.batch_size=96", "default_hooks.checkpoint.interval=100000", "--unset", "val_dataloader"));
        WaitForLine(process, "train 1/");
        Assert.That(Kill(process.Id, Interrupt), Is.Zero);
        Thread.Sleep(20);
        Assert.That(Kill(process.Id, Interrupt), Is.Zero);
        Assert.That(process.WaitForExit(30_000), "it must leave");
        Assert.That(process.ExitCode, Is.EqualTo(130));
        Assert.That(process.StandardError.ReadToEnd(), Does.Not.Contain("saved"), "nothing is saved any more");
        Assert.That(Directory.EnumerateFiles(folder, "*.safetensors"), Is.Empty);
    }

    [Test]
    public void A_full_disk_ends_the_run_and_leaves_the_last_checkpoint_whole()
    {
        var folder = TinyWorld.NewFolder();
        Assert.That(CliRun.Of(TinyWorld.Train(folder, "--set", "train_cfg.max_iters=2", "--unset", "val_dataloader")).ExitCode, Is.Zero);
        var before = File.ReadAllBytes(Path.Combine(folder, "iter_2.safetensors"));
        var limit = before.Length / 1024 / 2;

        // No file may grow beyond half a checkpoint: to a program that is the same as a disk that is full.
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var argument in new[] { "-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec dotnet \"$@\"", "bash", limit.ToString(System.Globalization.CultureInfo.InvariantCulture), Path.Combine(AppContext.BaseDirectory, "baron.dll") }
            .Concat(TinyWorld.Train(folder, "--resume", "--set", "train_cfg.max_iters=6", "default_hooks.logger.tensorboard=false", "--unset", "val_dataloader")))
        {
            start.ArgumentList.Add(argument);
        }

        using (var process = Process.Start(start)!)
        {
            _ = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.EqualTo(1), error);
            Assert.That(error, Does.Contain("iter_4.safetensors cannot be written").And.Contain("The last checkpoint is whole").And.Contain("iter_2.safetensors"));
        }

        Assert.That(File.ReadAllBytes(Path.Combine(folder, "iter_2.safetensors")), Is.EqualTo(before));
        Assert.That(Directory.EnumerateFiles(folder, "*.tmp"), Is.Empty);
        Assert.That(CliRun.Of(TinyWorld.Train(folder, "--resume", "--set", "train_cfg.max_iters=4", "--unset", "val_dataloader")).ExitCode, Is.Zero);
        Assert.That(File.ReadAllLines(Path.Combine(folder, "log.jsonl")).Select(line => JsonNode.Parse(line)!["iter"]!.GetValue<int>()), Is.EqualTo(Enumerable.Range(1, 4)));
    }

    private Process Start(params string[] args)
    {
        // A shell lets what it starts in the background ignore SIGINT, and its children with it.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] command = ["--default-signal=INT,TERM", "dotnet", Path.Combine(AppContext.BaseDirectory, "baron.dll"), .. args];
        foreach (var arg in command)
        {
            start.ArgumentList.Add(arg);
        }

        var process = Process.Start(start)!;
        _started.Add(process.Id);
        return process;
    }

    private static void WaitForLine(Process process, string beginning)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                // Whatever follows must not fill the pipe.
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail($"The process ended before a line '{beginning}': {process.StandardError.ReadToEnd()}");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
