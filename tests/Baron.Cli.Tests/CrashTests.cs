using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Checkpoints;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Cli.Tests;

/// <summary>
/// A training that is killed at random instants, again and again, until it is done. BARON_CRASH_KILLS says how often
/// (scripts/crash-test.sh: 30); BARON_CRASH_SEED chooses the instants.
/// </summary>
[Platform("Linux")]
[Category("Slow")]
public sealed class CrashTests
{
    private const int Iterations = 40;

    private enum Moment
    {
        Anywhere,
        Writing,
        Evaluating,
    }

    [Test]
    public void A_killed_training_continues_bit_for_bit_and_leaves_no_broken_file()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("BARON_CRASH_KILLS") ?? "4", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("BARON_CRASH_SEED") ?? "1", CultureInfo.InvariantCulture);
        var random = new Random(seed);
        var straight = Straight();
        var expected = Log(straight);
        var passed = 0;
        var counts = new Dictionary<string, int>();
        while (passed < kills)
        {
            var folder = TinyWorld.NewFolder();
            var rounds = 0;
            for (var done = false; !done; rounds++)
            {
                Assert.That(rounds, Is.LessThan(200), "the training gets nowhere");
                using var process = Start(folder);
                var moment = (Moment)random.Next(3);
                string? hit = null;
                if (passed < kills)
                {
                    hit = KillAt(process, folder, moment, random);
                }

                process.WaitForExit();
                if (hit is null)
                {
                    Assert.That(process.ExitCode, Is.Zero, process.StandardError.ReadToEnd());
                    done = true;
                    continue;
                }

                counts[hit] = counts.GetValueOrDefault(hit) + 1;
                passed++;
                Check(folder, expected);
            }

            AssertSame(folder, straight, expected);
            Directory.Delete(folder, recursive: true);
        }

        TestContext.Out.WriteLine($"{passed} kills passed of {kills} ({string.Join(", ", counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"))}; seed {seed})");
    }

    // Everything must be readable after each kill, and the log a beginning of the expected one, apart from an unfinished last line.
    private static void Check(string folder, List<string> expected)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.safetensors"))
        {
            using var checkpoint = TrainingCheckpoint.Load(file);
            Assert.That(checkpoint.Iteration, Is.GreaterThan(0), file);
        }

        if (TrainingCheckpoint.FindLast(folder) is { } last)
        {
            Assert.That(File.Exists(last), last);
        }

        var log = Path.Combine(folder, "log.jsonl");
        if (File.Exists(log))
        {
            var lines = File.ReadAllText(log).Split('\n')[..^1].Select(Comparable).ToList();
            Assert.That(expected[..lines.Count], Is.EqualTo(lines), "the log so far");
        }
    }

    private static void AssertSame(string folder, string straight, List<string> expected)
    {
        Assert.That(Log(folder), Is.EqualTo(expected), "losses and metrics, line by line");
        var names = Directory.EnumerateFiles(straight, "*.safetensors").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ToList();
        Assert.That(Directory.EnumerateFiles(folder, "*.safetensors").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal), Is.EqualTo(names), "no more and no fewer checkpoints");
        Assert.That(Directory.EnumerateFiles(folder, "*.tmp"), Is.Empty, "no temporary files are left");
        using var a = CheckpointFile.Open(Path.Combine(straight, $"iter_{Iterations}.safetensors"));
        using var b = CheckpointFile.Open(Path.Combine(folder, $"iter_{Iterations}.safetensors"));
        Assert.That(b.AllTensors.Select(t => t.Name), Is.EquivalentTo(a.AllTensors.Select(t => t.Name)));
        foreach (var tensor in a.AllTensors)
        {
            Assert.That(b.TryGet(tensor.Name, out var other), tensor.Name);
            Assert.That(other!.ReadBytes(), Is.EqualTo(tensor.ReadBytes()), tensor.Name);
        }
    }

    /// <summary>Kills the process and says at what it was; <c>null</c> when it ended by itself before.</summary>
    private static string? KillAt(Process process, string folder, Moment moment, Random random)
    {
        var deadline = Stopwatch.StartNew();
        var target = random.Next(200, 4000);
        var wanted = random.Next(1, 6);
        var seen = 0;
        var wasThere = false;
        var log = Path.Combine(folder, "log.jsonl");
        while (!process.HasExited)
        {
            var writing = Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.safetensors.*.tmp").Any();
            var evaluating = moment == Moment.Evaluating && IsEvaluating(log);
            var there = moment switch { Moment.Writing => writing, Moment.Evaluating => evaluating, _ => false };
            seen += there && !wasThere ? 1 : 0;
            wasThere = there;
            if ((there && seen >= wanted) || (moment == Moment.Anywhere && deadline.ElapsedMilliseconds >= target))
            {
                if (moment == Moment.Evaluating)
                {
                    Thread.Sleep(random.Next(0, 40));
                }

                process.Kill();
                process.WaitForExit();
                return process.ExitCode == 0 ? null : moment switch { Moment.Writing => "writing a checkpoint", Moment.Evaluating => "evaluating", _ => "anywhere" };
            }

            if (moment == Moment.Anywhere)
            {
                Thread.Sleep(1);
            }
        }

        return null;
    }

    // The last line of the log is of an iteration with a validation, whose own line is not there yet.
    private static bool IsEvaluating(string log)
    {
        try
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(file.Length, 600), SeekOrigin.End);
            using var reader = new StreamReader(file);
            var lines = reader.ReadToEnd().Split('\n');
            return lines.Length > 1 && lines[^2] is var last && last.StartsWith("{\"mode\":\"train\"", StringComparison.Ordinal)
                && JsonNode.Parse(last)!["iter"]!.GetValue<int>() % 4 == 0;
        }
        catch (Exception e) when (e is IOException or System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static string Straight()
    {
        var folder = TinyWorld.NewFolder();
        using var process = Start(folder);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, process.StandardError.ReadToEnd());
        return folder;
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        start.Environment["BARON_TEST_ROOT"] = RepositoryPaths.Root;
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "baron.dll"));
        foreach (var argument in TinyWorld.Train(folder, "--resume"))
        {
            start.ArgumentList.Add(argument);
        }

        // The smallest detector on the smallest pictures: most of the time goes into saving and evaluating, which is where it matters.
        foreach (var assignment in new[]
        {
            $"train_cfg.max_iters={Iterations}", "train_cfg.val_interval=4", "default_hooks.checkpoint.interval=2", "default_hooks.checkpoint.max_keep_ckpts=3",
            "default_hooks.logger.interval=1", "runtime.threads=1", "train_dataloader.num_workers=1", "val_dataloader.num_workers=1",
        })
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(assignment);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static List<string> Log(string folder) => [.. File.ReadAllLines(Path.Combine(folder, "log.jsonl")).Select(Comparable)];

    private static string Comparable(string line)
    {
        var node = JsonNode.Parse(line)!.AsObject();
        foreach (var key in new[] { "time", "data_time", "memory" })
        {
            node.Remove(key);
        }

        return node.ToJsonString();
    }
}
