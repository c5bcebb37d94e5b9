namespace Baron.Evaluation;

/// <summary>A row of a <see cref="ClassTable"/>.</summary>
/// <param name="Class">The class.</param>
/// <param name="Values">A value a column, each under the name of a metric, such as <c>coco/cat_mAP_50</c>.</param>
public sealed record ClassTableRow(string Class, IReadOnlyList<KeyValuePair<string, double>> Values);
