using Tomlyn.Syntax;
using Tomlyn.Text;

namespace Tomlyn;

/// <summary>A document that is not TOML, or a value that TOML cannot hold.</summary>
public sealed class TomlException : Exception
{
    public TomlException(DiagnosticsBag diagnostics)
        : base(diagnostics.ToString())
    {
        Diagnostics = diagnostics;
        foreach (var message in diagnostics)
        {
            Span = TomlSourceSpan.From(message.Span);
            break;
        }
    }

    public TomlException(string message)
        : base(message) => Diagnostics = new DiagnosticsBag();

    public TomlException(string message, Exception innerException)
        : base(message, innerException) => Diagnostics = new DiagnosticsBag();

    public TomlException(TomlSourceSpan span, string message)
        : base($"{span.ToStringSimple()} : error : {message}")
    {
        Span = span;
        Diagnostics = new DiagnosticsBag();
        Diagnostics.Error(span.ToSyntax(), message);
    }

    public DiagnosticsBag Diagnostics { get; }

    public TomlSourceSpan? Span { get; }

    public string? SourceName => Span?.SourceName;

    /// <summary>The line, from 1.</summary>
    public int? Line => Span?.Start.Line + 1;

    /// <summary>The column, from 1.</summary>
    public int? Column => Span?.Start.Column + 1;

    /// <summary>The offset in characters, from 0.</summary>
    public int? Offset => Span?.Offset;
}
