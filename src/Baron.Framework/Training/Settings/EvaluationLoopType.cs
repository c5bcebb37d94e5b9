using Baron.Registry;

namespace Baron.Training.Settings;

/// <summary>Names of evaluation loops, as published configs write them.</summary>
public enum EvaluationLoopType
{
    /// <summary>Validation.</summary>
    [ConfigKey("ValLoop")]
    Validation,

    /// <summary>Test.</summary>
    [ConfigKey("TestLoop")]
    Test,
}
