namespace Baron.Demo;

/// <summary>What one method of the demonstration reached.</summary>
/// <param name="BaseAp50">Average precision at IoU 0.5 over classes with boxes in training, 0-100.</param>
/// <param name="NovelAp50">The same over classes that training never saw a box of.</param>
/// <param name="AllAp50">The same over all 20 classes.</param>
/// <param name="PhraseAp50">The same over the 160 phrases <c>colour shape</c>, none of which training saw.</param>
/// <param name="TrainSeconds">Wall time of the iteration loop.</param>
/// <param name="Checkpoint">The trained weights.</param>
/// <param name="Pictures">The folder of validation pictures with detections.</param>
public sealed record DemonstrationResult(
    double BaseAp50,
    double NovelAp50,
    double AllAp50,
    double PhraseAp50,
    double TrainSeconds,
    string Checkpoint,
    string Pictures);
