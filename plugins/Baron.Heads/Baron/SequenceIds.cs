using Baron.Modeling;

namespace Baron.Heads;

/// <summary>Numbers that tell which sequences are of the same boxes, and which boxes are the same.</summary>
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

    /// <summary>One number a box of a sequence: equal for the same cell around the same proposal.</summary>
    /// <param name="samples">The images of a batch.</param>
    /// <remarks>
    /// The reference adds the offset of a proposal to that of the next, so that offsets double from one to the next and after some
    /// twenty proposals float32 tells the boxes of one proposal no longer apart: they are no negatives of each other. Published
    /// results were trained that way.
    /// </remarks>
    public static float[] OfBoxes(IReadOnlyList<BagSample> samples)
    {
        const int cells = 9;
        var ids = new List<float>(samples.Sum(s => s.BoxCount));
        var (offset, proposal) = (0.0, 0);
        foreach (var sample in samples)
        {
            var (box, sequence, group) = (0, 0, 0);
            foreach (var groups in sample.GroupsPerProposal)
            {
                var largest = 0;
                for (var lastGroup = group + groups; group < lastGroup; group++)
                {
                    for (var lastSequence = sequence + sample.SequencesPerGroup[group]; sequence < lastSequence; sequence++)
                    {
                        for (var lastBox = box + sample.BoxesPerSequence[sequence]; box < lastBox; box++)
                        {
                            var id = sample.BoxIds[box];
                            largest = Math.Max(largest, id);

                            // Beyond float32's range proposals are numbered below zero.
                            ids.Add(offset + cells <= float.MaxValue ? (float)(offset + id) : -1f - (proposal * cells) - id);
                        }
                    }
                }

                offset += offset + largest + 2;
                proposal++;
            }
        }

        return [.. ids];
    }
}
