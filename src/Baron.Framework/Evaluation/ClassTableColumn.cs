namespace Baron.Evaluation;

/// <summary>A column of a <see cref="ClassTable"/>.</summary>
/// <param name="Name">Its title, such as <c>mAP_50</c>.</param>
/// <param name="IsCount">Whether its numbers are whole ones.</param>
public sealed record ClassTableColumn(string Name, bool IsCount = false);
