namespace Baron.Evaluation;

/// <summary>What was found of a class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Objects">Objects that were to be found.</param>
/// <param name="Detections">Detections, those of ignored objects included.</param>
/// <param name="Recalls">The recall of all detections by IoU threshold, 0-1; -1 without objects.</param>
/// <param name="Precisions">Average precision by IoU threshold, 0-1; -1 without objects.</param>
internal sealed record VocClassNumbers(string Name, int Objects, int Detections, double[] Recalls, double[] Precisions);
