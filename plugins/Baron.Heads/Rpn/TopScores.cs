using System.Buffers;

namespace Baron.Heads;

/// <summary>The best-scored anchors of a map.</summary>
internal static class TopScores
{
    private const int Buckets = 1 << 16;

    /// <summary>
    /// Chooses the best scores, equal ones in their order. Anchors are numbered cell by cell, as grids are; the scores lie plane
    /// by plane.
    /// </summary>
    /// <param name="planes">Scores, one plane of cells an anchor.</param>
    /// <param name="anchors">Anchors per cell.</param>
    /// <param name="cells">Cells of a plane.</param>
    /// <param name="limit">How many; all, in their order, when there are not more or when it is not above 0.</param>
    /// <returns>Indices <c>cell * anchors + anchor</c>, best first (unless all are returned).</returns>
    public static int[] Select(ReadOnlySpan<float> planes, int anchors, int cells, int limit)
    {
        var count = anchors * cells;
        if (limit <= 0 || limit >= count)
        {
            var all = new int[count];
            for (var i = 0; i < count; i++)
            {
                all[i] = i;
            }

            return all;
        }

        // One pass counts the scores by their upper bits, a second collects those that can be among the best: only they are sorted.
        var histogram = ArrayPool<int>.Shared.Rent(Buckets);
        histogram.AsSpan().Clear();
        foreach (var score in planes)
        {
            histogram[Order(score) >> 16]++;
        }

        var threshold = Buckets - 1;
        var above = histogram[threshold];
        while (above < limit)
        {
            above += histogram[--threshold];
        }

        ArrayPool<int>.Shared.Return(histogram);

        var keys = new ulong[above];
        var at = 0;
        for (var anchor = 0; anchor < anchors; anchor++)
        {
            var plane = planes.Slice(anchor * cells, cells);
            for (var cell = 0; cell < plane.Length; cell++)
            {
                var order = Order(plane[cell]);
                if (order >> 16 >= threshold)
                {
                    keys[at++] = ((ulong)~order << 32) | (uint)((cell * anchors) + anchor);
                }
            }
        }

        Array.Sort(keys);
        var best = new int[limit];
        for (var i = 0; i < limit; i++)
        {
            best[i] = (int)(uint)keys[i];
        }

        return best;
    }

    /// <summary>Whether equal scores leave the choice or its order open.</summary>
    /// <param name="planes">Scores, one plane of cells an anchor.</param>
    /// <param name="anchors">Anchors per cell.</param>
    /// <param name="cells">Cells of a plane.</param>
    /// <param name="best">What <see cref="Select"/> returned.</param>
    public static bool HasTies(ReadOnlySpan<float> planes, int anchors, int cells, ReadOnlySpan<int> best)
    {
        if (best.Length == 0 || best.Length == planes.Length)
        {
            return false;
        }

        var previous = float.NaN;
        foreach (var index in best)
        {
            var score = planes[(index % anchors * cells) + (index / anchors)];
            if (score == previous)
            {
                return true;
            }

            previous = score;
        }

        // The last one may equal a score that was not chosen.
        return planes.Count(previous) > 1;
    }

    /// <summary>A number that orders as the score does.</summary>
    private static uint Order(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }
}
