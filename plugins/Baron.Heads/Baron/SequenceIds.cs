using Baron.Modeling;

namespace Baron.Heads;

/// <summary>Numbers that tell which sequences are of the same boxes.</summary>
internal static class SequenceIds
{
    /// <summary>
    /// One number a sequence: its sorted box ids as decimal digits, plus an offset of its proposal, in float32. Two orders of a
    /// group are equal. With very many proposals the rounding to float32 makes further sequences equal, as in the reference.
    /// </summary>
    /// <param name="samples">The images of a batch.</param>
    public static float[] Compute(IReadOnlyList<BagSample> samples)
    {
        var ids = new List<float>(samples.Sum(s => s.SequenceCount));
        var offset = 0L;
        Span<int> digits = stackalloc int[9];
        foreach (var sample in samples)
        {
            var (box, sequence, group) = (0, 0, 0);
            foreach (var groups in sample.GroupsPerProposal)
            {
                var largest = offset - 1;
                for (var lastGroup = group + groups; group < lastGroup; group++)
                {
                    for (var lastSequence = sequence + sample.SequencesPerGroup[group]; sequence < lastSequence; sequence++)
                    {
                        var count = sample.BoxesPerSequence[sequence];
                        var own = digits[..count];
                        sample.BoxIds.AsSpan(box, count).CopyTo(own);
                        own.Sort();
                        box += count;
                        var (number, power) = (offset, 1L);
                        foreach (var digit in own)
                        {
                            number += digit * power;
                            power *= 10;
                        }

                        largest = Math.Max(largest, number);
                        ids.Add(number);
                    }
                }

                offset = largest + 1;
            }
        }

        return [.. ids];
    }
}
