namespace Baron.Data;

/// <summary>What a dataset is about.</summary>
/// <param name="ClassNames">Class names by label.</param>
/// <param name="CategoryIds">The annotation file's category id of each label.</param>
public sealed record DatasetInfo(IReadOnlyList<string> ClassNames, IReadOnlyList<int> CategoryIds);
