namespace Baron.Data;

/// <summary>What a picture that cannot be read does to a run.</summary>
public enum BrokenImages
{
    /// <summary>It ends the run with an error that names it.</summary>
    Error,

    /// <summary>Another sample takes its place, and it is counted.</summary>
    Skip,
}
