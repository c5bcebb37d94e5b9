namespace Baron.Training.Settings;

/// <summary>Settings of an evaluation loop (<c>val_cfg</c>, <c>test_cfg</c>).</summary>
/// <param name="Type"><c>ValLoop</c> or <c>TestLoop</c>; there is one way to evaluate, so the name changes nothing.</param>
public sealed record EvaluationLoopConfig(EvaluationLoopType? Type = null);
