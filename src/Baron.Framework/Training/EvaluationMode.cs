namespace Baron.Training;

/// <summary>Why a model is evaluated.</summary>
public enum EvaluationMode
{
    /// <summary>Between iterations of training, with <c>val_dataloader</c> and <c>val_evaluator</c>.</summary>
    Validation,

    /// <summary>By <c>baron test</c>, with <c>test_dataloader</c> and <c>test_evaluator</c>.</summary>
    Test,
}
