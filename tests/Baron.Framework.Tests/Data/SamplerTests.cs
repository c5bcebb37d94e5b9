using Baron.Data;
using Baron.Data.Samplers;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

public sealed class SamplerTests
{
    [Test]
    public void Processes_share_an_epoch_without_overlap()
    {
        var ranks = Enumerable.Range(0, 3).Select(rank => Indices(new DefaultSampler(), 20, 1, rank, 3, epoch: 4)).ToList();
        Assert.That(ranks.Select(r => r.Count), Is.All.EqualTo(7));
        Assert.That(ranks.SelectMany(r => r).Distinct(), Is.EquivalentTo(Enumerable.Range(0, 20)));
        var exact = Enumerable.Range(0, 3).SelectMany(rank => Indices(new DefaultSampler(roundUp: false), 20, 1, rank, 3, epoch: 4));
        Assert.That(exact, Is.EquivalentTo(Enumerable.Range(0, 20)));
    }

    [Test]
    public void Without_shuffling_samples_come_in_order()
    {
        Assert.That(Indices(new DefaultSampler(shuffle: false), 7, 2, 0, 1, 0), Is.EqualTo(Enumerable.Range(0, 7)));
    }

    [Test]
    public void An_order_depends_on_seed_and_epoch_alone()
    {
        var sampler = new DefaultSampler();
        sampler.Attach(FakeDataset.OfCount(50), 5, 7, 0, 1);
        var first = Flat(sampler.Batches(2));
        Flat(sampler.Batches(3));
        Assert.That(Flat(sampler.Batches(2)), Is.EqualTo(first));
        Assert.That(Flat(sampler.Batches(3)), Is.Not.EqualTo(first));
    }

    [Test]
    public void An_endless_sampler_deals_full_permutations_to_all_processes_in_turns()
    {
        var streams = Enumerable.Range(0, 2).Select(rank =>
        {
            var sampler = new InfiniteSampler();
            sampler.Attach(FakeDataset.OfCount(9), 3, 1, rank, 2);
            return Flat(sampler.Batches(0).Take(12));
        }).ToList();
        var merged = streams[0].Zip(streams[1], (a, b) => new[] { a, b }).SelectMany(p => p).ToList();
        foreach (var round in merged.Chunk(9))
        {
            Assert.That(round, Is.EquivalentTo(Enumerable.Range(0, 9)));
        }
    }

    [Test]
    public void A_group_without_images_in_some_source_is_never_drawn()
    {
        var upright = new FakeDataset([.. Enumerable.Repeat((new ImageSize(20, 10), Array.Empty<int>()), 5)]);
        var mixed = new FakeDataset([.. Enumerable.Range(0, 6).Select(i => (new ImageSize(20, i < 3 ? 10 : 30), Array.Empty<int>()))]);
        var sampler = new GroupMultiSourceSampler(2, [1, 1]);
        sampler.Attach(new ConcatDataset([upright, mixed]), 2, 1, 0, 1);
        Assert.That(sampler.Batches(0).Take(50).Select(b => b[1]), Has.All.InRange(5, 7));

        var wide = new FakeDataset([(new ImageSize(10, 20), [])]);
        var hopeless = new GroupMultiSourceSampler(2, [1, 1]);
        Assert.Throws<BaronException>(() => hopeless.Attach(new ConcatDataset([upright, wide]), 2, 1, 0, 1));
    }

    [Test]
    public void Shares_are_rounded_down_and_the_first_source_takes_the_rest()
    {
        Assert.That(new MultiSourceSampler(8, [1, 2]).SamplesPerSource, Is.EqualTo(new[] { 3, 5 }));
        Assert.Throws<BaronException>(() => _ = new MultiSourceSampler(0, [1]));
        Assert.Throws<BaronException>(() => _ = new MultiSourceSampler(4, []));
        var sampler = new MultiSourceSampler(4, [2, 2]);
        Assert.Throws<BaronException>(() => sampler.Attach(FakeDataset.OfCount(5), 4, 1, 0, 1), "not a ConcatDataset");
        Assert.Throws<BaronException>(() => sampler.Attach(new ConcatDataset([FakeDataset.OfCount(5), FakeDataset.OfCount(5)]), 8, 1, 0, 1), "another batch size");
    }

    private static List<int> Indices(DefaultSampler sampler, int count, int batchSize, int rank, int worldSize, int epoch)
    {
        sampler.Attach(FakeDataset.OfCount(count), batchSize, 1, rank, worldSize);
        var indices = Flat(sampler.Batches(epoch));
        Assert.That(sampler.BatchesPerEpoch, Is.EqualTo((indices.Count + batchSize - 1) / batchSize));
        return indices;
    }

    private static List<int> Flat(IEnumerable<IReadOnlyList<int>> batches) => [.. batches.SelectMany(b => b)];
}
