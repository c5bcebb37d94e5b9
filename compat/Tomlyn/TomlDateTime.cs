using System.Globalization;

namespace Tomlyn;

/// <summary>
/// A TOML date, time or date-time. Local kinds have a zero offset; a local time is on the first of January of year one.
/// </summary>
/// <param name="DateTime">The value.</param>
/// <param name="SecondPrecision">Digits of the fraction of a second.</param>
/// <param name="Kind">Which of TOML's types it is.</param>
public record struct TomlDateTime(DateTimeOffset DateTime, int SecondPrecision, TomlDateTimeKind Kind) : IConvertible
{
    public TomlDateTime(int year, int month, int day)
        : this(new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero), 0, TomlDateTimeKind.LocalDate)
    {
    }

    public TomlDateTime(DateTime datetime)
        : this(new DateTimeOffset(System.DateTime.SpecifyKind(datetime, DateTimeKind.Unspecified), TimeSpan.Zero), Digits(datetime.Ticks), TomlDateTimeKind.LocalDateTime)
    {
    }

    public static implicit operator TomlDateTime(DateTime dateTime) => new(dateTime);

    public readonly override string ToString()
    {
        var format = Kind switch
        {
            TomlDateTimeKind.LocalDate => "yyyy-MM-dd",
            TomlDateTimeKind.LocalTime => "HH:mm:ss" + Fraction(SecondPrecision),
            TomlDateTimeKind.LocalDateTime => "yyyy-MM-dd'T'HH:mm:ss" + Fraction(SecondPrecision),
            TomlDateTimeKind.OffsetDateTimeByZ => "yyyy-MM-dd'T'HH:mm:ss" + Fraction(SecondPrecision) + "'Z'",
            _ => "yyyy-MM-dd'T'HH:mm:ss" + Fraction(SecondPrecision) + "zzz",
        };
        return DateTime.ToString(format, CultureInfo.InvariantCulture);
    }

    readonly TypeCode IConvertible.GetTypeCode() => TypeCode.Object;

    readonly bool IConvertible.ToBoolean(IFormatProvider? provider) => throw new InvalidCastException();

    readonly byte IConvertible.ToByte(IFormatProvider? provider) => throw new InvalidCastException();

    readonly char IConvertible.ToChar(IFormatProvider? provider) => throw new InvalidCastException();

    readonly DateTime IConvertible.ToDateTime(IFormatProvider? provider) => DateTime.DateTime;

    readonly decimal IConvertible.ToDecimal(IFormatProvider? provider) => throw new InvalidCastException();

    readonly double IConvertible.ToDouble(IFormatProvider? provider) => throw new InvalidCastException();

    readonly short IConvertible.ToInt16(IFormatProvider? provider) => throw new InvalidCastException();

    readonly int IConvertible.ToInt32(IFormatProvider? provider) => throw new InvalidCastException();

    readonly long IConvertible.ToInt64(IFormatProvider? provider) => throw new InvalidCastException();

    readonly sbyte IConvertible.ToSByte(IFormatProvider? provider) => throw new InvalidCastException();

    readonly float IConvertible.ToSingle(IFormatProvider? provider) => throw new InvalidCastException();

    readonly string IConvertible.ToString(IFormatProvider? provider) => ToString();

    readonly object IConvertible.ToType(Type conversionType, IFormatProvider? provider)
    {
        if (conversionType == typeof(DateTime))
        {
            return DateTime.DateTime;
        }

        if (conversionType == typeof(DateTimeOffset))
        {
            return DateTime;
        }

        return conversionType == typeof(string) ? ToString() : throw new InvalidCastException();
    }

    readonly ushort IConvertible.ToUInt16(IFormatProvider? provider) => throw new InvalidCastException();

    readonly uint IConvertible.ToUInt32(IFormatProvider? provider) => throw new InvalidCastException();

    readonly ulong IConvertible.ToUInt64(IFormatProvider? provider) => throw new InvalidCastException();

    private static string Fraction(int precision) =>
        precision <= 0 ? string.Empty : "'.'" + new string('f', Math.Min(precision, 7));

    internal static int Digits(long ticks)
    {
        var fraction = ticks % TimeSpan.TicksPerSecond;
        if (fraction == 0)
        {
            return 0;
        }

        var digits = 7;
        while (fraction % 10 == 0)
        {
            fraction /= 10;
            digits--;
        }

        return digits;
    }
}
