namespace Tomlyn.Text;

/// <summary>A position in a text; offset, line and column count from zero, in UTF-16 units.</summary>
public readonly struct TomlTextPosition(int offset, int line, int column) : IEquatable<TomlTextPosition>
{
    public static readonly TomlTextPosition Eof = new(-1, -1, -1);

    public int Offset { get; } = offset;

    public int Line { get; } = line;

    public int Column { get; } = column;

    public static bool operator ==(TomlTextPosition left, TomlTextPosition right) => left.Equals(right);

    public static bool operator !=(TomlTextPosition left, TomlTextPosition right) => !left.Equals(right);

    public bool Equals(TomlTextPosition other) => (Offset, Line, Column) == (other.Offset, other.Line, other.Column);

    public override bool Equals(object? obj) => obj is TomlTextPosition other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Offset, Line, Column);

    /// <summary>The position as people count it, from one.</summary>
    public override string ToString() => $"({Line + 1},{Column + 1})";
}
