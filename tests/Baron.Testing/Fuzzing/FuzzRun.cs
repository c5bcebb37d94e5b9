using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace Baron.Testing.Fuzzing;

/// <summary>
/// Gives a reader damaged files, each of which it must read or refuse with a <see cref="BaronException"/>, in bounded time and memory.
/// BARON_FUZZ is the number of files, BARON_FUZZ_SEED where the randomness starts.
/// </summary>
public sealed class FuzzRun
{
    private const int DefaultCount = 300;
    private const long MaxManaged = 512L << 20;
    private const long MaxGrowth = 2L << 30;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    private readonly FuzzTarget _target;
    private readonly string _folder;
    private readonly int _count = Setting("BARON_FUZZ", DefaultCount);
    private long _started = Stopwatch.GetTimestamp();
    private Exception? _failure;
    private string? _current;
    private int _done;
    private int _refused;
    private TimeSpan _slowest;
    private long _mostManaged;
    private long _mostResident;
    private long _residentBefore;

    private FuzzRun(FuzzTarget target, string folder) => (_target, _folder) = (target, folder);

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(Interlocked.Read(ref _started));

    /// <summary>Reads damaged files and fails on a crash, a hang, or too much memory.</summary>
    public static void Check(FuzzTarget target)
    {
        var folder = Directory.CreateTempSubdirectory("baron-fuzz-").FullName;
        try
        {
            new FuzzRun(target, folder).Check();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Check()
    {
        // A small stack, so that recursion without end shows; a thread of its own, so that a hang does not take the test along.
        var thread = new Thread(Loop, 1 << 20) { IsBackground = true };
        thread.Start();
        while (!thread.Join(100))
        {
            if (Elapsed > MaxTime)
            {
                Assert.Fail($"{_target.Name}: a hang after {_done} files; {Keep(_current)}");
            }
        }

        Assert.That(_failure, Is.Null, () => $"{_target.Name}, file {_done}: {Keep(_current)}");
        Assert.That(_done, Is.EqualTo(_count));
        TestContext.Out.WriteLine($"{_target.Name}: {_count} files, {_refused} refused, slowest {_slowest.TotalMilliseconds:F0} ms, most allocated for one {_mostManaged >> 10} KB, largest process {_mostResident >> 20} MB, crashes 0, hangs 0");
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

    private void Loop()
    {
        try
        {
            var random = new RandomSource((ulong)Setting("BARON_FUZZ_SEED", 1));
            var seeds = _target.Seeds(_folder);
            foreach (var seed in seeds)
            {
                RequireGood(seed);
            }

            // What other tests of this process left behind is not this reader's.
            _residentBefore = Environment.WorkingSet;
            var mutator = new Mutator(seeds, _target.Words, random);
            for (; _done < _count; _done++)
            {
                _current = Write($"{_done}{_target.Extensions[random.NextInt(_target.Extensions.Count)]}", mutator.Next());
                Interlocked.Exchange(ref _started, Stopwatch.GetTimestamp());
                ReadOne(_current);
                File.Delete(_current);
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    // Damage to a file that is refused as it is would not be looked at.
    private void RequireGood(byte[] seed)
    {
        var refusals = new List<BaronException>();
        foreach (var extension in _target.Extensions)
        {
            _current = Write("seed" + extension, seed);
            try
            {
                _target.Read(_current);
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
            _target.Read(path);
        }
        catch (BaronException e)
        {
            _refused++;
            if (string.IsNullOrWhiteSpace(e.Message))
            {
                throw new InvalidOperationException("A refusal has no reason.", e);
            }
        }

        _slowest = Elapsed > _slowest ? Elapsed : _slowest;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var resident = Environment.WorkingSet;
        _mostManaged = Math.Max(_mostManaged, allocated);
        _mostResident = Math.Max(_mostResident, resident);
        if (allocated > MaxManaged || resident - _residentBefore > MaxGrowth)
        {
            throw new InvalidOperationException($"{allocated >> 20} MB were allocated, and the process grew by {(resident - _residentBefore) >> 20} MB.");
        }
    }
}
