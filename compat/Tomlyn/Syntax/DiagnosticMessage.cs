namespace Tomlyn.Syntax;

public class DiagnosticMessage(DiagnosticMessageKind kind, SourceSpan span, string message)
{
    public DiagnosticMessageKind Kind { get; } = kind;

    public SourceSpan Span { get; } = span;

    public string Message { get; } = message;

    public override string ToString() =>
        $"{Span.ToStringSimple()} : {(Kind == DiagnosticMessageKind.Error ? "error" : "warning")} : {Message}";
}
