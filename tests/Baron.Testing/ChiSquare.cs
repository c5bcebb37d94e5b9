using NUnit.Framework;

namespace Baron.Testing;

/// <summary>Pearson's test of drawn frequencies against a closed form.</summary>
public static class ChiSquare
{
    // One sound run in a million falls outside on either side.
    private const double Deviations = 4.75;

    /// <summary>Asserts that counts of independent draws follow their probabilities, neither too far off nor too close to be chance.</summary>
    /// <param name="counts">How often each outcome was drawn.</param>
    /// <param name="probabilities">Of each outcome; they sum to 1. An outcome of probability 0 must not have been drawn.</param>
    /// <param name="what">What is drawn, for the message.</param>
    public static void AssertFits(IReadOnlyList<long> counts, IReadOnlyList<double> probabilities, string what)
    {
        Assert.That(counts, Has.Count.EqualTo(probabilities.Count), what);
        Assert.That(probabilities.Sum(), Is.EqualTo(1).Within(1e-6), $"{what}: the probabilities sum to 1");
        var draws = counts.Sum();
        var (statistic, outcomes) = (0.0, 0);
        for (var i = 0; i < counts.Count; i++)
        {
            if (probabilities[i] <= 0)
            {
                Assert.That(counts[i], Is.Zero, $"{what}: outcome {i} is impossible");
                continue;
            }

            var expected = draws * probabilities[i];
            Assert.That(expected, Is.GreaterThanOrEqualTo(5), $"{what}: too few draws for outcome {i}");
            statistic += Math.Pow(counts[i] - expected, 2) / expected;
            outcomes++;
        }

        AssertStatistic(statistic, outcomes - 1, what);
    }

    /// <summary>
    /// Asserts that items drawn without replacement are all equally likely: <c>take</c> of <c>n</c> in each of many draws, where
    /// the sum of squared deviations over <c>N p (1 - p) n / (n - 1)</c> has n - 1 degrees of freedom.
    /// </summary>
    /// <param name="counts">For each item the draws that chose it.</param>
    /// <param name="draws">The number of draws.</param>
    /// <param name="take">Items chosen in each draw.</param>
    /// <param name="what">What is drawn, for the message.</param>
    public static void AssertChosenAlike(IReadOnlyList<long> counts, int draws, int take, string what)
    {
        Assert.That(counts.Sum(), Is.EqualTo((long)draws * take), $"{what}: items a draw");
        var n = counts.Count;
        var p = (double)take / n;
        var variance = draws * p * (1 - p) * n / (n - 1);
        AssertStatistic(counts.Sum(c => Math.Pow(c - (draws * p), 2)) / variance, n - 1, what);
    }

    private static void AssertStatistic(double statistic, int freedom, string what)
    {
        // The cube root of chi-square over its degrees of freedom is all but normal (Wilson and Hilferty, 1931).
        double Quantile(double z) => freedom * Math.Pow(Math.Max(0, 1 - (2.0 / (9 * freedom)) + (z * Math.Sqrt(2.0 / (9 * freedom)))), 3);
        Assert.That(statistic, Is.InRange(Quantile(-Deviations), Quantile(Deviations)), $"{what}: chi-square of {freedom} degrees of freedom");
    }
}
