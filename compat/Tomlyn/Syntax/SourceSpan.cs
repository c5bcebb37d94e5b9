namespace Tomlyn.Syntax;

/// <summary>A stretch of a source; both ends belong to it.</summary>
public struct SourceSpan(string fileName, TextPosition start, TextPosition end)
{
    public string FileName = fileName;
    public TextPosition Start = start;
    public TextPosition End = end;

    public readonly int Offset => Start.Offset;

    public readonly int Length => End.Offset - Start.Offset + 1;

    public readonly override string ToString() => $"{FileName}{Start}-{End}";

    public readonly string ToStringSimple() => $"{FileName}{Start}";
}
