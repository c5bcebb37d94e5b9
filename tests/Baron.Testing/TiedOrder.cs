namespace Baron.Testing;

/// <summary>Orders by score that are the same but for ties: what another device computes a little differently, it may sort differently.</summary>
public static class TiedOrder
{
    /// <summary>Where two orders first differ by more than a tie; -1 when they do not.</summary>
    /// <param name="actual">Indices, best score first.</param>
    /// <param name="expected">The indices expected.</param>
    /// <param name="scores">The score of each index.</param>
    /// <param name="tolerance">Scores that differ by no more tie.</param>
    public static int Mismatch(IReadOnlyList<long> actual, IReadOnlyList<long> expected, IReadOnlyList<double> scores, double tolerance)
    {
        var common = Math.Min(actual.Count, expected.Count);
        var seen = new HashSet<long>();
        for (var i = 0; i < common; i++)
        {
            if (!seen.Add(actual[i]) || Math.Abs(scores[(int)actual[i]] - scores[(int)expected[i]]) > tolerance)
            {
                return i;
            }
        }

        return actual.Count == expected.Count ? -1 : common;
    }
}
