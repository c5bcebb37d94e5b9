namespace Baron.Configuration.Import;

/// <summary>What a piece of Python source is.</summary>
internal enum PythonTokenKind
{
    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A whole number; <see cref="PythonToken.Value"/> is a <see cref="long"/>.</summary>
    Integer,

    /// <summary>A number with a fraction or exponent; <see cref="PythonToken.Value"/> is a <see cref="double"/>.</summary>
    Float,

    /// <summary>A string; <see cref="PythonToken.Value"/> is its content.</summary>
    String,

    /// <summary>An f-string; <see cref="PythonToken.Value"/> is its content with the braces.</summary>
    FormattedString,

    /// <summary>An operator, bracket, comma, ...</summary>
    Operator,

    /// <summary>Blanks at the start of a line outside of brackets.</summary>
    Indent,

    /// <summary>The end of a statement.</summary>
    NewLine,

    /// <summary>The end of the file.</summary>
    End,
}
