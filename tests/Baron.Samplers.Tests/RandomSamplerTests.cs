using Baron.Structures;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Samplers.Tests;

[TestFixture]
public sealed class RandomSamplerTests
{
    [Test]
    public void Negatives_fill_up_where_positives_are_few()
    {
        using var scope = NewDisposeScope();
        var result = Sample(new RandomSampler(new RandomSource(1), 8, 0.5, addGtAsProposals: false), [1, 0, 0, 0, 0, 0, 0, 0, 0, -1]);
        Assert.That(result.PositiveCount, Is.EqualTo(1));
        Assert.That(result.NegativeCount, Is.EqualTo(7));
        Assert.That(result.NegativeIndices.data<long>().ToArray(), Does.Not.Contain(9));
    }

    [Test]
    public void Positives_are_limited_to_their_fraction()
    {
        using var scope = NewDisposeScope();
        var result = Sample(new RandomSampler(new RandomSource(1), 4, 0.25, addGtAsProposals: false), [1, 1, 1, 1, 0, 0, 0, 0]);
        Assert.That(result.PositiveCount, Is.EqualTo(1));
        Assert.That(result.NegativeCount, Is.EqualTo(3));
    }

    [Test]
    public void Negatives_are_limited_relative_to_positives_when_a_bound_is_set()
    {
        using var scope = NewDisposeScope();
        var result = Sample(new RandomSampler(new RandomSource(1), 8, 0.5, 2, false), [1, 0, 0, 0, 0, 0]);
        Assert.That(result.NegativeCount, Is.EqualTo(2));
    }

    [Test]
    public void Added_ground_truth_comes_first_and_is_marked()
    {
        using var scope = NewDisposeScope();
        var result = Sample(new RandomSampler(new RandomSource(1), 8, 0.5), [0, 0, 1]);
        Assert.That(result.PositiveIndices.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 3 }));
        Assert.That(result.PositiveIsTruth.data<byte>().ToArray(), Is.EqualTo(new byte[] { 1, 0 }));
        Assert.That(result.PositiveTruthLabels.data<long>().ToArray(), Is.EqualTo(new long[] { 7, 7 }));
    }

    [Test]
    public void The_same_seed_samples_the_same()
    {
        using var scope = NewDisposeScope();
        long[] assigned = [.. Enumerable.Repeat(0L, 50)];
        var first = Sample(new RandomSampler(new RandomSource(5), 8, 0.5), assigned);
        var second = Sample(new RandomSampler(new RandomSource(5), 8, 0.5), assigned);
        var other = Sample(new RandomSampler(new RandomSource(6), 8, 0.5), assigned);
        Assert.That(second.NegativeIndices.data<long>().ToArray(), Is.EqualTo(first.NegativeIndices.data<long>().ToArray()));
        Assert.That(other.NegativeIndices.data<long>().ToArray(), Is.Not.EqualTo(first.NegativeIndices.data<long>().ToArray()));
    }

    [Test]
    public void A_fraction_outside_zero_to_one_is_refused() =>
        Assert.That(() => new RandomSampler(new RandomSource(1), 8, 1.5), Throws.TypeOf<BaronException>().With.Message.Contains("pos_fraction"));

    private static SamplingResult Sample(RandomSampler sampler, long[] assigned)
    {
        var priors = rand(assigned.Length, 4);
        var indices = tensor(assigned);
        return sampler.Sample(new AssignResult(indices, zeros(assigned.Length), indices, 1), priors, rand(1, 4), tensor(new long[] { 7 }));
    }
}
