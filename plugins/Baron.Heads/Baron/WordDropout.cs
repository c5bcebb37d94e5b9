namespace Baron.Heads;

/// <summary>Word dropout: words of a region are left out at random, never all of them.</summary>
internal static class WordDropout
{
    /// <summary>Chooses the words of each region that stay.</summary>
    /// <param name="regions">The number of regions.</param>
    /// <param name="words">Words of each region.</param>
    /// <param name="ratio">Probability with which a word is dropped; 0: all stay and nothing is drawn.</param>
    /// <param name="random">Source of randomness.</param>
    /// <returns>For each region the rows of its words in <c>[regions * words, D]</c>, at least one, in order.</returns>
    public static int[][] Draw(int regions, int words, double ratio, IRandomSource random)
    {
        var rows = new int[regions][];
        Span<int> kept = stackalloc int[Math.Min(words, 256)];
        for (var region = 0; region < regions; region++)
        {
            var count = 0;
            for (var word = 0; word < words; word++)
            {
                if (ratio <= 0 || random.NextDouble() >= ratio)
                {
                    kept[count++] = (region * words) + word;
                }
            }

            if (count == 0)
            {
                kept[count++] = region * words;
            }

            rows[region] = kept[..count].ToArray();
        }

        return rows;
    }
}
