namespace Baron.Configuration.Import;

/// <summary>A piece of Python source.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">How it was written.</param>
/// <param name="Position">Where.</param>
/// <param name="Value">What it stands for, for numbers and strings.</param>
internal readonly record struct PythonToken(PythonTokenKind Kind, string Text, SourcePosition Position, object? Value = null)
{
    /// <summary>Whether it is this operator.</summary>
    public bool Is(string text) => Kind == PythonTokenKind.Operator && Text == text;

    /// <summary>How messages name it.</summary>
    public string Describe() => Kind switch
    {
        PythonTokenKind.NewLine => "the end of the line",
        PythonTokenKind.End => "the end of the file",
        _ => $"'{(Text.Length <= 40 ? Text : Text[..37] + "...").ReplaceLineEndings("\\n")}'",
    };
}
