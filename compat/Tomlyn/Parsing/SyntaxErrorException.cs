using Tomlyn.Syntax;

namespace Tomlyn.Parsing;

/// <summary>Ends the reading of one statement; the caller records it and goes on with the next line where it can.</summary>
internal sealed class SyntaxErrorException(SourceSpan span, string message) : Exception(message)
{
    public SourceSpan Span { get; } = span;
}
