using System.Text;

namespace Baron.Configuration;

/// <summary>
/// One finding about a config. It reads <c>file:line:column: message; expected ...; did you mean 'x'?</c>.
/// </summary>
/// <param name="Position">Where.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Expected">What was expected, or <c>null</c>.</param>
/// <param name="Suggestion">The nearest known name, or <c>null</c>.</param>
/// <param name="Hint">What to do about it, a clause, or <c>null</c>.</param>
/// <param name="Severity">How bad it is.</param>
public sealed record ConfigDiagnostic(
    SourcePosition Position,
    string Message,
    string? Expected = null,
    string? Suggestion = null,
    string? Hint = null,
    ConfigSeverity Severity = ConfigSeverity.Error)
{
    /// <summary>The line that people read.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Position.ToString()).Append(": ");
        if (Severity == ConfigSeverity.Warning)
        {
            text.Append("warning: ");
        }

        text.Append(Message);
        if (Expected is not null)
        {
            text.Append("; expected ").Append(Expected);
        }

        if (Suggestion is not null)
        {
            text.Append("; did you mean '").Append(Suggestion).Append("'?");
        }

        if (Hint is not null)
        {
            text.Append(Suggestion is null ? "; " : " ").Append(Suggestion is null ? Hint : $"({Hint})");
        }

        return text.ToString();
    }
}
