namespace Baron.Evaluation;

/// <summary>Sorts by score, best first, as numpy's stable sort of negated scores does.</summary>
internal static class ScoreOrder
{
    private const int Short = 24;

    /// <summary>The sort key of a score: ascending keys give descending scores, and scores that are no numbers come last.</summary>
    public static double Key(double score) => double.IsNaN(score) ? double.PositiveInfinity : -score;

    /// <summary>Sorts items by key; those of equal keys keep their order.</summary>
    /// <param name="keys">The keys, sorted with the items.</param>
    /// <param name="items">The items; they must ascend.</param>
    public static void Sort(Span<double> keys, Span<int> items)
    {
        if (keys.Length <= Short)
        {
            for (var i = 1; i < keys.Length; i++)
            {
                var (key, item) = (keys[i], items[i]);
                var at = i - 1;
                for (; at >= 0 && keys[at] > key; at--)
                {
                    (keys[at + 1], items[at + 1]) = (keys[at], items[at]);
                }

                (keys[at + 1], items[at + 1]) = (key, item);
            }

            return;
        }

        keys.Sort(items);

        // The quick sort mixes equal keys; their items ascended before.
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                items[start..end].Sort();
            }

            start = end;
        }
    }
}
