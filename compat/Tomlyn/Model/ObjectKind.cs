namespace Tomlyn.Model;

public enum ObjectKind
{
    InlineTable = 0,
    Table = 1,
    TableArray = 2,
    Array = 3,
    Boolean = 4,
    String = 5,
    Integer = 6,
    Float = 7,
    OffsetDateTimeByZ = 8,
    OffsetDateTimeByNumber = 9,
    LocalDateTime = 10,
    LocalDate = 11,
    LocalTime = 12,
}
