namespace Tomlyn.Syntax;

/// <summary>A position in a text; offset, line and column count from zero, in UTF-16 units.</summary>
public struct TextPosition(int offset, int line, int column) : IEquatable<TextPosition>
{
    public static readonly TextPosition Eof = new(-1, -1, -1);

    public int Offset { get; set; } = offset;

    public int Column { get; set; } = column;

    public int Line { get; set; } = line;

    public static bool operator ==(TextPosition left, TextPosition right) => left.Equals(right);

    public static bool operator !=(TextPosition left, TextPosition right) => !left.Equals(right);

    public readonly bool Equals(TextPosition other) => (Offset, Line, Column) == (other.Offset, other.Line, other.Column);

    public readonly override bool Equals(object? obj) => obj is TextPosition other && Equals(other);

    public readonly override int GetHashCode() => HashCode.Combine(Offset, Line, Column);

    /// <summary>The position as people count it, from one.</summary>
    public readonly override string ToString() => $"({Line + 1},{Column + 1})";
}
