namespace Tomlyn.Syntax;

public enum DiagnosticMessageKind
{
    Error = 0,
    Warning = 1,
}
