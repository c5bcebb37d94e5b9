using Baron.Data;
using Baron.Data.Samplers;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

[Category("Golden")]
public sealed class SamplingGoldenTests
{
    [TestCase("l_sampling")]
    public void Repeats_and_multi_source_batches_follow_the_reference(string name)
    {
        var fixture = GoldenFixture.Open(name);
        ClassBalance(fixture);
        foreach (var seed in new ulong[] { 0, 1, (ulong)fixture.Seed + 100 })
        {
            MultiSource(fixture, seed);
        }

        fixture.Report();
    }

    private static void ClassBalance(GoldenFixture fixture)
    {
        var images = fixture.Meta("images").EnumerateArray().ToList();
        var labels = images.Select(image => Samples.Longs(image.GetProperty("labels")).Select(l => (int)l).ToArray()).ToArray();
        var dataset = new FakeDataset([.. labels.Select(l => (new ImageSize(10, 10), l))]);
        var expectedClasses = fixture.Meta("cat_ids").EnumerateArray().Select(Samples.Longs).ToList();
        for (var i = 0; i < labels.Length; i++)
        {
            Assert.That(dataset.GetClasses(i).Select(l => (long)l), Is.EqualTo(expectedClasses[i]));
        }

        var balanced = new ClassBalancedDataset(dataset, fixture.Meta("oversample_thr").GetDouble());
        Assert.That(balanced.RepeatFactors, Is.EqualTo(fixture.Array<double>("repeat_factors")).Within(1e-12));
        Assert.That(balanced.RepeatIndices.Select(i => (long)i), Is.EqualTo(fixture.Array<long>("repeat_indices")));
        Assert.That(balanced.Count, Is.EqualTo(fixture.Shape("repeat_indices")[0]));
    }

    private static void MultiSource(GoldenFixture fixture, ulong seed)
    {
        var sizes = fixture.Array<long>("width_height");
        var lengths = Samples.Longs(fixture.Meta("len_sources"));
        var shares = Samples.Longs(fixture.Meta("num_per_source"));
        var datasets = new List<IDataset>();
        var at = 0;
        foreach (var length in lengths)
        {
            datasets.Add(new FakeDataset([.. Enumerable.Range(at, (int)length).Select(i => (new ImageSize((int)sizes[(i * 2) + 1], (int)sizes[i * 2]), Array.Empty<int>()))]));
            at += (int)length;
        }

        var joined = new ConcatDataset(datasets);
        var sampler = new CustomGroupMultiSourceSampler((int)shares.Sum(), [.. shares.Select(s => (double)s)]);
        sampler.Attach(joined, (int)shares.Sum(), seed, 0, 1);
        Assert.That(sampler.SamplesPerSource.Select(s => (long)s), Is.EqualTo(shares));
        Assert.That(sampler.GroupSizes.Select(s => (long)s), Is.EqualTo(fixture.Array<long>("group_sizes")));

        int Group(int index) => sizes[index * 2] < sizes[(index * 2) + 1] ? 0 : 1;
        int Source(int index) => joined.Locate(index).Source;
        var groups = fixture.Array<double>("group_ratio");
        var counts = new int[groups.Length];
        var streams = new Dictionary<(int Source, int Group), List<int>>();
        const int Batches = 4000;
        foreach (var batch in sampler.Batches(0).Take(Batches))
        {
            var expected = shares.SelectMany((share, source) => Enumerable.Repeat(source, (int)share));
            Assert.That(batch.Select(Source), Is.EqualTo(expected));
            Assert.That(batch.Select(Group).Distinct().Count(), Is.EqualTo(1));
            counts[Group(batch[0])]++;
            foreach (var index in batch)
            {
                (streams.TryGetValue((Source(index), Group(index)), out var list) ? list : streams[(Source(index), Group(index))] = []).Add(index);
            }
        }

        for (var group = 0; group < groups.Length; group++)
        {
            // Five standard deviations of a share of that many draws.
            var deviation = Math.Sqrt(groups[group] * (1 - groups[group]) / Batches);
            Assert.That((double)counts[group] / Batches, Is.EqualTo(groups[group]).Within(5 * deviation));
        }

        foreach (var ((source, group), stream) in streams)
        {
            var all = Enumerable.Range(joined.Start(source), (int)lengths[source]).Where(i => Group(i) == group).ToList();
            var rounds = stream.Chunk(all.Count).Where(r => r.Length == all.Count).ToList();
            Assert.That(rounds, Has.Count.GreaterThan(1));
            Assert.That(rounds, Has.All.EquivalentTo(all), "every round is a full permutation");
            Assert.That(all.Count < 3 || !rounds[0].SequenceEqual(rounds[1]), "rounds differ");
        }
    }
}
