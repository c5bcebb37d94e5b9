using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests;

public sealed class TiedOrderTests
{
    private static readonly double[] Scores = [0.9, 0.5, 0.5000001, 0.1];

    [TestCase(new long[] { 0, 2, 1, 3 }, -1)]
    [TestCase(new long[] { 0, 1, 2, 3 }, -1, Description = "a tie")]
    [TestCase(new long[] { 2, 0, 1, 3 }, 0, Description = "no tie")]
    [TestCase(new long[] { 0, 2, 2, 3 }, 2, Description = "one index twice")]
    [TestCase(new long[] { 0, 2, 1 }, 3, Description = "one is missing")]
    [TestCase(new long[] { 0, 2, 1, 3, 1 }, 4, Description = "one too many")]
    public void Orders_may_differ_where_scores_tie_and_nowhere_else(long[] actual, int at) =>
        Assert.That(TiedOrder.Mismatch(actual, [0, 2, 1, 3], Scores, 1e-6), Is.EqualTo(at));
}
