namespace Tomlyn.Syntax;

public enum SyntaxKind
{
    Array = 0,
    ArrayItem = 1,
    BasicKey = 2,
    Boolean = 3,
    OffsetDateTimeByZ = 4,
    OffsetDateTimeByNumber = 5,
    LocalDateTime = 6,
    LocalDate = 7,
    LocalTime = 8,
    Document = 9,
    DottedKeyItem = 10,
    Float = 11,
    InlineTable = 12,
    Integer = 13,
    Key = 14,
    KeyValue = 15,
    List = 16,
    String = 17,
    Table = 18,
    TableArray = 19,
    Token = 20,
}
