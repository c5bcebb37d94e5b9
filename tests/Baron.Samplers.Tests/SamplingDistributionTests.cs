using Baron.Modeling;
using Baron.Samplers.Bags;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Samplers.Tests;

/// <summary>What is drawn at random has the distribution that its closed form says: chi-square over ten thousand draws.</summary>
[TestFixture]
public sealed class SamplingDistributionTests
{
    private const int Draws = 10_000;
    private const int Cells = 9;

    // A square box in the upper left corner: neighbours to the right, below and between are possible.
    private static readonly ImageSize Image = new(400, 400);
    private static readonly ScoredBox Corner = new(0, 0, 100, 100, 0.9f);

    [Test]
    public void The_random_sampler_chooses_every_positive_and_every_negative_alike()
    {
        using var scope = NewDisposeScope();
        const int Positives = 7;
        const int Negatives = 12;
        var sampler = new RandomSampler(new RandomSource(11), 8, 0.375, addGtAsProposals: false);
        var assigned = tensor([.. Enumerable.Repeat(1L, Positives), .. Enumerable.Repeat(0L, Negatives), -1L, -1L]);
        var count = Positives + Negatives + 2;
        var (overlaps, priors, truth, label) = (zeros(count), zeros(count, 4), zeros(1, 4), zeros(1, dtype: ScalarType.Int64));
        var assignment = new AssignResult(assigned, overlaps, assigned, 1);
        var counts = new long[count];
        for (var draw = 0; draw < Draws; draw++)
        {
            using var inner = NewDisposeScope();
            var result = sampler.Sample(assignment, priors, truth, label);
            long[] chosen = [.. result.PositiveIndices.data<long>().ToArray(), .. result.NegativeIndices.data<long>().ToArray()];
            Assert.That(chosen, Is.Unique.And.Length.EqualTo(8));
            foreach (var index in chosen)
            {
                counts[index]++;
            }
        }

        ChiSquare.AssertChosenAlike(counts[..Positives], Draws, 3, "positives");
        ChiSquare.AssertChosenAlike(counts[Positives..(Positives + Negatives)], Draws, 5, "negatives");
        Assert.That(counts[^2..], Is.All.Zero, "priors that belong nowhere");
    }

    [Test]
    public void The_random_sampler_chooses_every_subset_alike()
    {
        using var scope = NewDisposeScope();
        var sampler = new RandomSampler(new RandomSource(12), 3, 0, addGtAsProposals: false);
        var assigned = zeros(7, dtype: ScalarType.Int64);
        var (overlaps, priors, truth, label) = (zeros(7), zeros(7, 4), zeros(1, 4), zeros(1, dtype: ScalarType.Int64));
        var assignment = new AssignResult(assigned, overlaps, assigned, 1);
        var counts = Subsets(7, 3).ToDictionary(subset => subset, _ => 0L);
        for (var draw = 0; draw < Draws; draw++)
        {
            using var inner = NewDisposeScope();
            counts[sampler.Sample(assignment, priors, truth, label).NegativeIndices.data<long>().ToArray().Aggregate(0, (mask, i) => mask | (1 << (int)i))]++;
        }

        ChiSquare.AssertFits([.. counts.Values], [.. Enumerable.Repeat(1.0 / counts.Count, counts.Count)], "subsets of 3 of 7");
    }

    [TestCase(1.0)]
    [TestCase(2.0)]
    [TestCase(0.5)]
    public void A_group_holds_each_neighbour_with_its_own_probability(double aspect)
    {
        var box = Corner with { X2 = (float)(100 * aspect) };
        var sampling = new NeighborhoodSampling(new RandomSource(21), maxGroups: 1, maxPermutations: 1, alpha: 1, baseProbability: 0.4);
        var right = Math.Min(0.4, 0.4 / aspect);
        var down = Math.Min(0.4, 0.4 * aspect);
        var cells = new double[Cells];
        (cells[4], cells[5], cells[7], cells[8]) = (1, right, down, Math.Sqrt(right * down));
        Assert.That(sampling.Probabilities(box, Image).Select(p => (double)p), Is.EqualTo(cells).Within(1e-6));

        var counts = Masks().ToDictionary(mask => mask, _ => 0L);
        for (var draw = 0; draw < Draws; draw++)
        {
            counts[Groups(sampling.Group([box], Image)).Single()]++;
        }

        ChiSquare.AssertFits([.. counts.Values], [.. counts.Keys.Select(mask => Probability(mask, cells))], "groups");
    }

    [Test]
    public void Inside_the_picture_all_eight_neighbours_are_drawn_independently()
    {
        var sampling = new NeighborhoodSampling(new RandomSource(22), maxGroups: 1, maxPermutations: 1);
        var box = new ScoredBox(150, 150, 250, 250, 0.9f);
        var size = new long[Cells];
        var cell = new long[Cells];
        for (var draw = 0; draw < Draws; draw++)
        {
            var mask = Groups(sampling.Group([box], Image)).Single();
            size[int.PopCount(mask) - 1]++;
            for (var i = 0; i < Cells; i++)
            {
                cell[i] += (mask >> i) & 1;
            }
        }

        // The rarest numbers of neighbours count together.
        var binomial = Enumerable.Range(0, Cells).Select(k => Choose(8, k) * Math.Pow(0.3, k) * Math.Pow(0.7, 8 - k)).ToArray();
        ChiSquare.AssertFits([.. size[..7], size[7] + size[8]], [.. binomial[..7], binomial[7] + binomial[8]], "numbers of neighbours");
        Assert.That(cell[4], Is.EqualTo(Draws), "the box itself is in every group");
        foreach (var i in Enumerable.Range(0, Cells).Where(i => i != 4))
        {
            ChiSquare.AssertFits([cell[i], Draws - cell[i]], [0.3, 0.7], $"cell {i}");
        }
    }

    [Test]
    public void A_second_group_is_drawn_from_those_that_are_left()
    {
        var sampling = new NeighborhoodSampling(new RandomSource(23), maxGroups: 2, maxPermutations: 1, baseProbability: 0.4);
        var cells = new double[Cells];
        (cells[4], cells[5], cells[7], cells[8]) = (1, 0.4, 0.4, 0.4);
        var masks = Masks().ToArray();
        var pairs = (from first in masks from second in masks where first != second select (first, second)).ToArray();
        var counts = pairs.ToDictionary(pair => pair, _ => 0L);
        for (var draw = 0; draw < Draws; draw++)
        {
            var groups = Groups(sampling.Group([Corner], Image)).ToArray();
            Assert.That(groups, Is.Unique.And.Length.EqualTo(2));
            counts[(groups[0], groups[1])]++;
        }

        ChiSquare.AssertFits(
            [.. pairs.Select(pair => counts[pair])],
            [.. pairs.Select(pair => Probability(pair.first, cells) * Probability(pair.second, cells) / (1 - Probability(pair.first, cells)))],
            "pairs of groups");
    }

    [Test]
    public void Orders_of_a_group_are_distinct_and_all_alike()
    {
        var sampling = new NeighborhoodSampling(new RandomSource(24), maxGroups: 1, maxPermutations: 2, baseProbability: 1);
        var counts = new Dictionary<(string, string), long>();
        for (var draw = 0; draw < Draws; draw++)
        {
            var sample = sampling.Group([Corner], Image);
            Assert.That(sample.BoxesPerSequence, Is.EqualTo(new[] { 4, 4 }));
            var (first, second) = (sample.BoxIds[..4], sample.BoxIds[4..]);
            Assert.That(second, Is.EquivalentTo(first).And.Not.EqualTo(first));
            var pair = (string.Join(' ', first), string.Join(' ', second));
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }

        const int Pairs = 24 * 23;
        long[] padded = [.. counts.Values, .. new long[Pairs - counts.Count]];
        ChiSquare.AssertFits(padded, [.. Enumerable.Repeat(1.0 / Pairs, Pairs)], "pairs of orders");
    }

    [Test]
    public void One_seed_gives_one_run()
    {
        int[] Draw(ulong seed)
        {
            var sampling = new NeighborhoodSampling(new RandomSource(seed));
            return [.. Enumerable.Range(0, 20).SelectMany(_ => sampling.Group([Corner, new ScoredBox(150, 150, 250, 250, 0.9f)], Image).BoxIds)];
        }

        var run = Draw(31);
        Assert.That(Draw(31), Is.EqualTo(run));
        Assert.That(Draw(32), Is.Not.EqualTo(run));
    }

    private static IEnumerable<int> Groups(BagSample sample)
    {
        var (box, sequence) = (0, 0);
        foreach (var orders in sample.SequencesPerGroup)
        {
            yield return sample.BoxIds.Skip(box).Take(sample.BoxesPerSequence[sequence]).Aggregate(0, (mask, id) => mask | (1 << id));
            for (var order = 0; order < orders; order++)
            {
                box += sample.BoxesPerSequence[sequence++];
            }
        }
    }

    // Groups around the box in the corner: itself, and any of its three neighbours.
    private static IEnumerable<int> Masks() => Enumerable.Range(0, 8).Select(i => (1 << 4) | ((i & 1) << 5) | (((i >> 1) & 1) << 7) | (((i >> 2) & 1) << 8));

    private static double Probability(int mask, double[] cells) =>
        cells.Select((p, i) => ((mask >> i) & 1) == 1 ? p : 1 - p).Aggregate(1.0, (product, p) => product * p);

    private static IEnumerable<int> Subsets(int n, int take) => Enumerable.Range(0, 1 << n).Where(mask => int.PopCount(mask) == take);

    private static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
}
