using Baron.Data;
using Baron.Data.Samplers;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

/// <summary>The order of samples is a function of seed, epoch and rank alone, so that a resumed run continues at the next sample.</summary>
public sealed class ResumeTests
{
    private static readonly (string Name, Func<IDataSampler> Sampler, IBatchSampler? Batches)[] Orders =
    [
        ("InfiniteSampler", () => new InfiniteSampler(), null),
        ("InfiniteSampler in order", () => new InfiniteSampler(shuffle: false), null),
        ("DefaultSampler", () => new DefaultSampler(), null),
        ("DefaultSampler in order", () => new DefaultSampler(shuffle: false), null),
        ("AspectRatioBatchSampler", () => new DefaultSampler(), new AspectRatioBatchSampler()),
        ("AspectRatioBatchSampler, endless", () => new InfiniteSampler(), new AspectRatioBatchSampler()),
        ("MultiSourceSampler", () => new MultiSourceSampler(4, [1, 1]), null),
        ("GroupMultiSourceSampler", () => new GroupMultiSourceSampler(4, [3, 1]), null),
        ("CustomGroupMultiSourceSampler", () => new CustomGroupMultiSourceSampler(4, [2, 2]), null),
    ];

    [Test]
    public void A_run_that_starts_at_any_batch_sees_what_it_would_have_seen([Range(0, 8)] int order, [Values(1, 3)] int processes, [Values(0, 2)] int workers)
    {
        for (var rank = 0; rank < processes; rank++)
        {
            // Across the end of epochs where there are any.
            var whole = Read(order, rank, processes, workers, position: 0, count: 40);
            foreach (var position in new[] { 1, 9, 17, 30 })
            {
                Assert.That(Read(order, rank, processes, workers, position, 40 - position), Is.EqualTo(whole.Skip(position)), $"{Orders[order].Name}, rank {rank}, batch {position}");
            }

            Assert.That(Read(order, rank, processes, workers, 0, 40), Is.EqualTo(whole));
        }
    }

    [Test]
    public void Processes_do_not_see_the_same_samples_at_the_same_time([Range(0, 8)] int order)
    {
        // The draws within a round of all processes together are the samples once each.
        var ranks = Enumerable.Range(0, 3).Select(rank => Read(order, rank, 3, 0, 0, 4)).ToList();
        Assert.That(ranks.Distinct().Count(), Is.EqualTo(3));
        for (var batch = 0; batch < 2; batch++)
        {
            var ids = ranks.SelectMany(rank => rank[batch].Split(';').Select(s => s.Split(' ')[0])).ToList();
            Assert.That(ids, Is.Unique, $"{Orders[order].Name}, batch {batch}");
        }
    }

    private static List<string> Read(int order, int rank, int processes, int workers, int position, int count)
    {
        var part = new FakeDataset([.. Enumerable.Range(0, 60).Select(i => (new ImageSize(10, i % 3 == 0 ? 5 : 20), Array.Empty<int>()))]) { FirstId = 0 };
        var other = new FakeDataset([.. Enumerable.Range(0, 48).Select(i => (new ImageSize(10, i % 2 == 0 ? 5 : 20), Array.Empty<int>()))]) { FirstId = 1000 };
        var (_, sampler, batches) = Orders[order];
        var loader = new DataLoader(
            new DataLoaderConfig(new ConcatDataset([part, other]), BatchSize: 4, NumWorkers: workers, Sampler: sampler(), BatchSampler: batches), seed: 5, rank, processes);
        using var source = new LoaderBatchSource(loader);
        source.Seek(position);
        var seen = new List<string>();
        for (var i = 0; i < count; i++)
        {
            using var batch = source.Next();
            seen.Add(string.Join(';', batch.Samples.Select(s => $"{s.Meta.ImageId} {s.Truth.Captions[0]}")));
        }

        return seen;
    }
}
