namespace Tomlyn;

/// <summary>The date and time types of TOML.</summary>
public enum TomlDateTimeKind
{
    OffsetDateTimeByZ = 0,
    OffsetDateTimeByNumber = 1,
    LocalDateTime = 2,
    LocalDate = 3,
    LocalTime = 4,
}
