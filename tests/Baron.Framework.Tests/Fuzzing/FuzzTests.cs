using System.Diagnostics;
using System.Globalization;
using Baron.Framework.Tests.Checkpoints;
using NUnit.Framework;

namespace Baron.Framework.Tests.Fuzzing;

/// <summary>
/// Damaged files of every kind that is read: each is read or refused with a <see cref="BaronException"/>, in bounded time and memory.
/// BARON_FUZZ is the number of files for each reader, BARON_FUZZ_SEED where the randomness starts.
/// </summary>
[Category("Slow")]
public sealed class FuzzTests
{
    private const int DefaultCount = 300;
    private const long MaxManaged = 512L << 20;
    private const long MaxResident = 3L << 30;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    private static IReadOnlyList<FuzzTarget> Targets => FuzzTargets.All;

    [TestCaseSource(nameof(Targets))]
    public void Damaged_files_are_read_or_refused(object readerOfFiles)
    {
        var target = (FuzzTarget)readerOfFiles;
        var count = Setting("BARON_FUZZ", DefaultCount);
        using var folder = new TemporaryFolder();
        var run = new Run(target, folder, count, Setting("BARON_FUZZ_SEED", 1));

        // A small stack, so that recursion without end shows; a thread of its own, so that a hang does not take the test along.
        var thread = new Thread(run.Loop, 1 << 20) { IsBackground = true };
        thread.Start();
        while (!thread.Join(100))
        {
            if (run.Elapsed > MaxTime)
            {
                Assert.Fail($"{target.Name}: a hang after {run.Done} files; {Keep(run.Current)}");
            }
        }

        Assert.That(run.Failure, Is.Null, () => $"{target.Name}, file {run.Done}: {Keep(run.Current)}");
        Assert.That(run.Done, Is.EqualTo(count));
        TestContext.Out.WriteLine($"{target.Name}: {count} files, {run.Refused} refused, slowest {run.Slowest.TotalMilliseconds:F0} ms, most memory at once {run.MostManaged >> 20} MB managed, crashes 0, hangs 0");
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;

    private static string Keep(string? path)
    {
        if (path is null || !File.Exists(path))
        {
            return "no file";
        }

        var kept = Path.Combine(Path.GetTempPath(), "baron-fuzz-" + Path.GetFileName(path));
        File.Copy(path, kept, overwrite: true);
        return $"the file is kept as {kept}";
    }

    private sealed class Run(FuzzTarget target, TemporaryFolder folder, int count, int seed)
    {
        private long _started = Stopwatch.GetTimestamp();

        public Exception? Failure { get; private set; }

        public string? Current { get; private set; }

        public int Done { get; private set; }

        public int Refused { get; private set; }

        public TimeSpan Slowest { get; private set; }

        public long MostManaged { get; private set; }

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Interlocked.Read(ref _started));

        public void Loop()
        {
            try
            {
                var random = new RandomSource((ulong)seed);
                var seeds = target.Seeds(folder.Path);
                foreach (var seed in seeds)
                {
                    RequireGood(seed);
                }

                var mutator = new Mutator(seeds, target.Words, random);
                for (; Done < count; Done++)
                {
                    Current = folder.File($"{Done}{target.Extensions[random.NextInt(target.Extensions.Count)]}", mutator.Next());
                    Interlocked.Exchange(ref _started, Stopwatch.GetTimestamp());
                    ReadOne(Current);
                    File.Delete(Current);
                }
            }
            catch (Exception e)
            {
                Failure = e;
            }
        }

        // Damage to a file that is refused as it is would not be looked at.
        private void RequireGood(byte[] seed)
        {
            var refusals = new List<BaronException>();
            foreach (var extension in target.Extensions)
            {
                Current = folder.File("seed" + extension, seed);
                try
                {
                    target.Read(Current);
                    return;
                }
                catch (BaronException e)
                {
                    refusals.Add(e);
                }
            }

            throw new AggregateException("A file to start from is refused.", refusals);
        }

        private void ReadOne(string path)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Read(path);
            }
            catch (BaronException e)
            {
                Refused++;
                if (string.IsNullOrWhiteSpace(e.Message))
                {
                    throw new InvalidOperationException("A refusal has no reason.", e);
                }
            }

            Slowest = Elapsed > Slowest ? Elapsed : Slowest;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            MostManaged = Math.Max(MostManaged, allocated);
            if (allocated > MaxManaged || Environment.WorkingSet > MaxResident)
            {
                throw new InvalidOperationException($"{allocated >> 20} MB were allocated, and {Environment.WorkingSet >> 20} MB are in use.");
            }
        }
    }
}
