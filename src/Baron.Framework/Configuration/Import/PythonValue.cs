namespace Baron.Configuration.Import;

/// <summary>A value of a Python config. Values do not change.</summary>
/// <param name="Data">
/// <c>null</c> for None, a <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <see cref="PythonDict"/>, or an
/// array of values for lists and tuples.
/// </param>
/// <param name="Position">Where it was written.</param>
/// <param name="IsTuple">Whether an array is a tuple.</param>
internal sealed record PythonValue(object? Data, SourcePosition Position, bool IsTuple = false)
{
    /// <summary>Whether a condition would hold: all values do but None, False, 0 and what is empty.</summary>
    public bool IsTrue => Data switch
    {
        null or false or 0L or 0.0 or "" => false,
        PythonDict dict => dict.Count > 0,
        PythonValue[] items => items.Length > 0,
        _ => true,
    };

    /// <summary>The value as a message names it.</summary>
    public string Describe() => Data switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        string text => $"the string '{(text.Length <= 40 ? text : text[..37] + "...").ReplaceLineEndings("\\n")}'",
        PythonDict => "a dict",
        PythonValue[] items => $"a {(IsTuple ? "tuple" : "list")} of {items.Length}",
        _ => $"the number {Convert.ToString(Data, System.Globalization.CultureInfo.InvariantCulture)}",
    };
}
