using System.Collections.Concurrent;
using Baron.Data.Samplers;
using Baron.Media;
using Baron.Structures;

namespace Baron.Data;

/// <summary>
/// Yields the batches of a dataset, loaded ahead by worker threads within bounds. Order and content depend only on seed, rank,
/// epoch and the place of a sample: not on the number of workers, and a run that starts at a later batch sees what it would have
/// seen.
/// </summary>
public sealed class DataLoader
{
    // A pipeline that drops this many samples in a row will not stop dropping.
    private const int MaxAttempts = 100;

    private readonly DataLoaderConfig _config;
    private readonly IDataSampler _sampler;
    private readonly IRandomSource _random;
    private readonly int _rank;
    private readonly bool _skipBroken;
    private readonly bool _pinMemory;
    private readonly Lazy<int?> _batchesPerEpoch;
    private long _skipped;

    /// <summary>Creates the loader.</summary>
    /// <param name="config">What to load and how.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="rank">This process.</param>
    /// <param name="worldSize">The number of processes.</param>
    /// <exception cref="BaronException">A setting is not valid.</exception>
    public DataLoader(DataLoaderConfig config, ulong seed, int rank = 0, int worldSize = 1)
    {
        if (config.BatchSize < 1 || config.NumWorkers < 0 || config.PrefetchFactor < 1)
        {
            throw new BaronException("A data loader needs batch_size and prefetch_factor of at least 1 and num_workers of at least 0.");
        }

        _skipBroken = config.BrokenImages == BrokenImages.Skip;
        _pinMemory = config.PinMemory && TorchSharp.torch.cuda.is_available();
        if (config.Dataset.Count == 0)
        {
            throw new BaronException("A data loader's dataset is empty.");
        }

        (_config, _rank) = (config, rank);
        _sampler = config.Sampler ?? new DefaultSampler();
        _sampler.Attach(config.Dataset, config.BatchSize, seed, rank, worldSize);
        _random = new RandomSource(seed);
        _batchesPerEpoch = new Lazy<int?>(CountBatches);
    }

    /// <summary>Called on a worker's thread with a line about each broken picture that is skipped and, where nothing replaces them, each dropped sample.</summary>
    public event Action<string>? Skipped;

    /// <summary>The dataset.</summary>
    public IDataset Dataset => _config.Dataset;

    /// <summary>
    /// Whether another sample takes the place of one that is broken or that the pipeline drops, as training needs it. Otherwise it is
    /// left out, as evaluation needs it: an image that came twice would count twice.
    /// </summary>
    public bool ReplacesSamples { get; init; } = true;

    /// <summary>Samples a batch on this process.</summary>
    public int BatchSize => _config.BatchSize;

    /// <summary>Batches in an epoch, or <c>null</c> when the sampler is endless.</summary>
    public int? BatchesPerEpoch => _batchesPerEpoch.Value;

    /// <summary>How many broken pictures were skipped so far.</summary>
    public long SkippedImages => Interlocked.Read(ref _skipped);

    /// <summary>Yields the batches of an epoch. Workers stop when the enumeration ends or is left.</summary>
    /// <param name="epoch">0-based; 0 for endless samplers.</param>
    /// <param name="firstBatch">The batch to begin with, to continue a run.</param>
    /// <returns>Batches, to be disposed by the caller.</returns>
    /// <exception cref="BaronException">A sample cannot be loaded; the message has the picture's path.</exception>
    public IEnumerable<SampleBatch> Read(int epoch = 0, long firstBatch = 0)
    {
        var plans = Plans(epoch).Select((indices, number) => new Plan(epoch, number, indices)).SkipWhile(plan => plan.Number < firstBatch);
        var batches = _config.NumWorkers == 0 ? plans.Select(Load) : ReadAhead(plans);
        return ReplacesSamples ? batches : batches.Where(batch => batch.Samples.Count > 0);
    }

    private IEnumerable<IReadOnlyList<int>> Plans(int epoch)
    {
        var batches = _sampler.Batches(epoch);
        if (_config.BatchSampler is { } batchSampler)
        {
            batches = batchSampler.Batches(batches.SelectMany(batch => batch), _config.Dataset, _config.BatchSize);
        }

        return _config.DropLast ? batches.Where(batch => batch.Count == _config.BatchSize) : batches;
    }

    private int? CountBatches() => _sampler.BatchesPerEpoch is not { } count
        ? null
        : _config.DropLast || _config.BatchSampler is not null ? Plans(0).Count() : count;

    private IEnumerable<SampleBatch> ReadAhead(IEnumerable<Plan> plans)
    {
        var window = new Queue<Job>();
        var limit = _config.NumWorkers * _config.PrefetchFactor;
        using var jobs = new BlockingCollection<Job>();
        using var stop = new CancellationTokenSource();
        var workers = new List<Thread>();
        for (var i = 0; i < _config.NumWorkers; i++)
        {
            var worker = new Thread(() => Work(jobs, stop.Token)) { IsBackground = true, Name = $"data loader {i}" };
            worker.Start();
            workers.Add(worker);
        }

        using var upcoming = plans.GetEnumerator();
        try
        {
            var more = true;
            while (true)
            {
                while (more && window.Count < limit && (more = upcoming.MoveNext()))
                {
                    var job = new Job(upcoming.Current);
                    window.Enqueue(job);
                    jobs.Add(job);
                }

                if (window.Count == 0)
                {
                    yield break;
                }

                // A batch leaves the window only when it is handed over, so that nothing is lost when the reader stops.
                var batch = window.Peek().Result.Task.GetAwaiter().GetResult();
                window.Dequeue();
                yield return batch;
            }
        }
        finally
        {
            stop.Cancel();
            jobs.CompleteAdding();
            foreach (var worker in workers)
            {
                worker.Join();
            }

            foreach (var job in window)
            {
                if (job.Result.Task.IsCompletedSuccessfully)
                {
                    job.Result.Task.Result.Dispose();
                }
            }
        }
    }

    private void Work(BlockingCollection<Job> jobs, CancellationToken stop)
    {
        foreach (var job in jobs.GetConsumingEnumerable(CancellationToken.None))
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            try
            {
                job.Result.SetResult(Load(job.Plan));
            }
#pragma warning disable CA1031 // Whatever goes wrong in a worker is thrown where the batch is asked for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                job.Result.SetException(e);
            }
        }
    }

    private SampleBatch Load(Plan plan)
    {
        var samples = new List<DataSample>(plan.Indices.Count);
        try
        {
            for (var i = 0; i < plan.Indices.Count; i++)
            {
                var random = _random.Fork($"loader/epoch{plan.Epoch}/rank{_rank}/batch{plan.Number}/sample{i}");
                if (LoadSample(plan.Indices[i], random) is { } sample)
                {
                    samples.Add(sample);
                }
            }

            return new SampleBatch(samples);
        }
        catch
        {
            foreach (var sample in samples)
            {
                sample.Dispose();
            }

            throw;
        }
    }

    private DataSample? LoadSample(int index, IRandomSource random)
    {
        MediaException? broken = null;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var draw = attempt == 0 ? random : random.Fork($"attempt{attempt}");
            try
            {
                if (_config.Dataset.Get(index, draw) is { } sample)
                {
                    if (_pinMemory)
                    {
                        Pin(sample);
                    }

                    return sample;
                }

                if (!ReplacesSamples)
                {
                    Skipped?.Invoke($"Sample {index} is left out: a step of the pipeline dropped it.");
                }
            }
            catch (MediaException e) when (_skipBroken)
            {
                broken = e;
                Interlocked.Increment(ref _skipped);
                Skipped?.Invoke($"{e.Message} It is skipped.");
            }
            catch (Exception e) when (e is not (BaronException or OperationCanceledException))
            {
                throw new BaronException($"Sample {index} of the {_config.Dataset.GetType().Name} cannot be loaded: {e.Message}", e);
            }

            if (!ReplacesSamples)
            {
                return null;
            }

            index = _config.Dataset.Replacement(index, draw.Fork("replacement"));
        }

        var problem = $"{MaxAttempts} samples in a row were dropped by the pipeline or cannot be read; check the pipeline and the pictures.";
        throw broken is null ? new BaronException(problem) : new BaronException($"{problem} The last that cannot be read: {broken.Message}", broken);
    }

    private static void Pin(DataSample sample)
    {
        sample.Picture.Pin();
        foreach (var branch in sample.FurtherBranches)
        {
            Pin(branch);
        }
    }

    private sealed record Plan(int Epoch, int Number, IReadOnlyList<int> Indices);

    private sealed record Job(Plan Plan)
    {
        public TaskCompletionSource<SampleBatch> Result { get; } = new();
    }
}
