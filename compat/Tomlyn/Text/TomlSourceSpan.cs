using Tomlyn.Syntax;

namespace Tomlyn.Text;

/// <summary>A stretch of a source; both ends belong to it.</summary>
public readonly struct TomlSourceSpan(string sourceName, TomlTextPosition start, TomlTextPosition end)
{
    public string SourceName { get; } = sourceName;

    public TomlTextPosition Start { get; } = start;

    public TomlTextPosition End { get; } = end;

    public int Offset => Start.Offset;

    public int Length => End.Offset - Start.Offset + 1;

    public override string ToString() => $"{SourceName}{Start}-{End}";

    public string ToStringSimple() => $"{SourceName}{Start}";

    internal static TomlSourceSpan From(SourceSpan span) =>
        new(span.FileName, new(span.Start.Offset, span.Start.Line, span.Start.Column), new(span.End.Offset, span.End.Line, span.End.Column));

    internal SourceSpan ToSyntax() =>
        new(SourceName, new TextPosition(Start.Offset, Start.Line, Start.Column), new TextPosition(End.Offset, End.Line, End.Column));
}
