namespace Baron.Modeling;

/// <summary>
/// Bags of regions around the proposals of one image. A proposal has groups (sets of boxes), a group has sequences (orders of
/// its boxes); every list runs over proposals, their groups, the groups' sequences, the sequences' boxes.
/// </summary>
/// <param name="Boxes">Boxes of all sequences as x1, y1, x2, y2 in pixels of the network input.</param>
/// <param name="NormedBoxes">The same relative to their group's spanned box, 0-1.</param>
/// <param name="SpannedBoxes">For each group the box that encloses it, in pixels.</param>
/// <param name="BoxIds">For each box its cell of the checkerboard around the proposal, row by row; 4 is the proposal itself.</param>
/// <param name="BoxesPerSequence">For each sequence the number of its boxes.</param>
/// <param name="SequencesPerGroup">For each group the number of its sequences.</param>
/// <param name="GroupsPerProposal">For each proposal the number of its groups.</param>
public sealed record BagSample(
    float[] Boxes,
    float[] NormedBoxes,
    float[] SpannedBoxes,
    int[] BoxIds,
    int[] BoxesPerSequence,
    int[] SequencesPerGroup,
    int[] GroupsPerProposal)
{
    /// <summary>The number of boxes.</summary>
    public int BoxCount => BoxIds.Length;

    /// <summary>The number of sequences.</summary>
    public int SequenceCount => BoxesPerSequence.Length;

    /// <summary>The number of groups.</summary>
    public int GroupCount => SequencesPerGroup.Length;
}
