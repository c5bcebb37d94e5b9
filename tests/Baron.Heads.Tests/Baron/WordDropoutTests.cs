using Baron.Testing;
using NUnit.Framework;

namespace Baron.Heads.Tests.Baron;

[TestFixture]
public sealed class WordDropoutTests
{
    [TestCase(0.5)]
    [TestCase(0.3)]
    public void Each_word_stays_by_itself_and_the_first_where_none_would(double ratio)
    {
        const int Words = 4;
        const int Regions = 10_000;
        var counts = new long[(1 << Words) - 1];
        foreach (var (rows, region) in WordDropout.Draw(Regions, Words, ratio, new RandomSource(41)).Select((rows, region) => (rows, region)))
        {
            counts[rows.Aggregate(0, (mask, row) => mask | (1 << (row - (region * Words)))) - 1]++;
        }

        var probabilities = Enumerable.Range(1, counts.Length)
            .Select(mask => Math.Pow(1 - ratio, int.PopCount(mask)) * Math.Pow(ratio, Words - int.PopCount(mask)))
            .ToArray();
        probabilities[0] += Math.Pow(ratio, Words);
        ChiSquare.AssertFits(counts, probabilities, "sets of words");
    }

    [Test]
    public void One_seed_gives_one_run()
    {
        var run = WordDropout.Draw(50, 6, 0.5, new RandomSource(42));
        Assert.That(WordDropout.Draw(50, 6, 0.5, new RandomSource(42)), Is.EqualTo(run));
        Assert.That(WordDropout.Draw(50, 6, 0.5, new RandomSource(43)), Is.Not.EqualTo(run));
    }
}
