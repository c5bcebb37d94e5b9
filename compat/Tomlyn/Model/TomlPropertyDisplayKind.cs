namespace Tomlyn.Model;

/// <summary>How a value was spelled.</summary>
public enum TomlPropertyDisplayKind
{
    Default = 0,
    OffsetDateTimeByZ = 1,
    OffsetDateTimeByNumber = 2,
    LocalDateTime = 3,
    LocalDate = 4,
    LocalTime = 5,
    IntegerHexadecimal = 6,
    IntegerOctal = 7,
    IntegerBinary = 8,
    StringMulti = 9,
    StringLiteral = 10,
    StringLiteralMulti = 11,
    InlineTable = 12,
    NoInline = 13,
}
