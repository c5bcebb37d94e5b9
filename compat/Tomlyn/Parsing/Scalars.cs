using System.Globalization;
using Tomlyn.Syntax;

namespace Tomlyn.Parsing;

/// <summary>Numbers, booleans, dates and times.</summary>
internal static class Scalars
{
    /// <summary>Reads a word that is a value; <c>null</c> and the problem where it is none.</summary>
    public static ValueSyntax? Read(string word, out SyntaxToken? token, out string? problem)
    {
        token = null;
        problem = null;
        switch (word)
        {
            case "true":
                token = new SyntaxToken(TokenKind.True, word);
                return new BooleanValueSyntax { Token = token, Value = true };
            case "false":
                token = new SyntaxToken(TokenKind.False, word);
                return new BooleanValueSyntax { Token = token, Value = false };
            case "inf":
                return Float(word, TokenKind.Infinite, double.PositiveInfinity, out token);
            case "+inf":
                return Float(word, TokenKind.PositiveInfinite, double.PositiveInfinity, out token);
            case "-inf":
                return Float(word, TokenKind.NegativeInfinite, double.NegativeInfinity, out token);
            case "nan":
                return Float(word, TokenKind.Nan, double.NaN, out token);
            case "+nan":
                return Float(word, TokenKind.PositiveNan, double.NaN, out token);
            case "-nan":
                return Float(word, TokenKind.NegativeNan, double.NaN, out token);
        }

        if (IsDateLike(word))
        {
            return DateTimeOf(word, out token, out problem);
        }

        if (!char.IsAsciiDigit(word[0]) && word[0] is not ('+' or '-'))
        {
            problem = word.ToLowerInvariant() is "true" or "false" or "inf" or "nan"
                ? $"'{word}' is written '{word.ToLowerInvariant()}' in TOML."
                : $"'{word}' is not a value; a string needs quotes.";
            return null;
        }

        if (word.Length > 1 && word[0] == '0' && word[1] is 'x' or 'o' or 'b')
        {
            return PrefixedInteger(word, out token, out problem);
        }

        return word.AsSpan().IndexOfAny(".eE") >= 0 ? DecimalFloat(word, out token, out problem) : DecimalInteger(word, out token, out problem);
    }

    private static FloatValueSyntax Float(string word, TokenKind kind, double value, out SyntaxToken token)
    {
        token = new SyntaxToken(kind, word);
        return new FloatValueSyntax { Token = token, Value = value };
    }

    private static IntegerValueSyntax Integer(string word, TokenKind kind, long value, out SyntaxToken token)
    {
        token = new SyntaxToken(kind, word);
        return new IntegerValueSyntax { Token = token, Value = value };
    }

    /// <summary>Digits with single underscores between them.</summary>
    private static bool IsDigitRun(ReadOnlySpan<char> run, Func<char, bool> isDigit)
    {
        if (run.IsEmpty || run[0] == '_' || run[^1] == '_')
        {
            return false;
        }

        for (var i = 0; i < run.Length; i++)
        {
            if (!(isDigit(run[i]) || (run[i] == '_' && run[i - 1] != '_')))
            {
                return false;
            }
        }

        return true;
    }

    private static IntegerValueSyntax? PrefixedInteger(string word, out SyntaxToken? token, out string? problem)
    {
        token = null;
        problem = null;
        var (name, kind, bits, isDigit) = word[1] switch
        {
            'x' => ("hexadecimal", TokenKind.IntegerHexa, 4, (Func<char, bool>)char.IsAsciiHexDigit),
            'o' => ("octal", TokenKind.IntegerOctal, 3, static c => c is >= '0' and <= '7'),
            _ => ("binary", TokenKind.IntegerBinary, 1, static c => c is '0' or '1'),
        };
        if (!IsDigitRun(word.AsSpan(2), isDigit))
        {
            problem = $"'{word}' is not {(bits == 3 ? "an" : "a")} {name} integer.";
            return null;
        }

        ulong value = 0;
        foreach (var c in word.AsSpan(2))
        {
            if (c == '_')
            {
                continue;
            }

            if (value >> (63 - bits) != 0)
            {
                problem = $"'{word}' does not fit into 64 bits.";
                return null;
            }

            value = (value << bits) | (uint)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }

        return Integer(word, kind, (long)value, out token);
    }

    private static IntegerValueSyntax? DecimalInteger(string word, out SyntaxToken? token, out string? problem)
    {
        token = null;
        problem = null;
        var digits = word.AsSpan(word[0] is '+' or '-' ? 1 : 0);
        if (!IsDigitRun(digits, char.IsAsciiDigit))
        {
            problem = $"'{word}' is not a number.";
            return null;
        }

        if (digits.Length > 1 && digits[0] == '0')
        {
            problem = $"'{word}' has a leading zero.";
            return null;
        }

        if (!long.TryParse(word.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            problem = $"'{word}' does not fit into 64 bits.";
            return null;
        }

        return Integer(word, TokenKind.Integer, value, out token);
    }

    private static FloatValueSyntax? DecimalFloat(string word, out SyntaxToken? token, out string? problem)
    {
        token = null;
        problem = null;
        var rest = word.AsSpan(word[0] is '+' or '-' ? 1 : 0);
        var exponentAt = rest.IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? rest : rest[..exponentAt];
        var dotAt = mantissa.IndexOf('.');
        var whole = dotAt < 0 ? mantissa : mantissa[..dotAt];
        var valid = IsDigitRun(whole, char.IsAsciiDigit) && (dotAt < 0 || IsDigitRun(mantissa[(dotAt + 1)..], char.IsAsciiDigit));
        if (exponentAt >= 0)
        {
            var exponent = rest[(exponentAt + 1)..];
            valid &= IsDigitRun(exponent.IsEmpty || exponent[0] is not ('+' or '-') ? exponent : exponent[1..], char.IsAsciiDigit);
        }

        if (!valid)
        {
            problem = $"'{word}' is not a number.";
            return null;
        }

        if (whole.Length > 1 && whole[0] == '0')
        {
            problem = $"'{word}' has a leading zero.";
            return null;
        }

        var value = double.Parse(word.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
        {
            problem = $"'{word}' is beyond the range of a 64-bit float.";
            return null;
        }

        return Float(word, TokenKind.Float, value, out token);
    }

    private static bool IsDateLike(ReadOnlySpan<char> word) =>
        (word.Length > 4 && word[4] == '-' && AreDigits(word[..4])) || (word.Length > 2 && word[2] == ':' && AreDigits(word[..2]));

    private static bool AreDigits(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static DateTimeValueSyntax? DateTimeOf(string word, out SyntaxToken? token, out string? problem)
    {
        token = null;
        problem = $"'{word}' is not a date or time (1979-05-27, 07:32:00, 1979-05-27T07:32:00, 1979-05-27T07:32:00Z).";
        var rest = word.AsSpan();
        var date = DateTime.MinValue;
        var hasDate = rest[2] != ':';
        if (hasDate)
        {
            if (rest.Length < 10 || rest[7] != '-' || !AreDigits(rest[5..7]) || !AreDigits(rest[8..10]))
            {
                return null;
            }

            var (year, month, day) = (Number(rest[..4]), Number(rest[5..7]), Number(rest[8..10]));
            if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            {
                problem = $"There is no day {word[..10]}.";
                return null;
            }

            date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified);
            rest = rest[10..];
            if (rest.IsEmpty)
            {
                problem = null;
                return Create(word, TomlDateTimeKind.LocalDate, new DateTimeOffset(date, TimeSpan.Zero), 0, out token);
            }

            if (rest[0] is not ('T' or 't' or ' '))
            {
                return null;
            }

            rest = rest[1..];
        }

        if (rest.Length < 5 || rest[2] != ':' || !AreDigits(rest[..2]) || !AreDigits(rest[3..5]))
        {
            return null;
        }

        var (hour, minute, second, ticks, precision) = (Number(rest[..2]), Number(rest[3..5]), 0, 0L, 0);
        rest = rest[5..];
        if (rest.Length > 0 && rest[0] == ':')
        {
            if (rest.Length < 3 || !AreDigits(rest[1..3]))
            {
                return null;
            }

            second = Number(rest[1..3]);
            rest = rest[3..];
            if (rest.Length > 0 && rest[0] == '.')
            {
                var end = 1;
                for (; end < rest.Length && char.IsAsciiDigit(rest[end]); end++)
                {
                    // Digits beyond 100 ns are cut off, as TOML asks, not rounded.
                    if (end <= 7)
                    {
                        ticks = (ticks * 10) + (rest[end] - '0');
                        precision = end;
                    }
                }

                if (end == 1)
                {
                    return null;
                }

                for (var i = precision; i < 7; i++)
                {
                    ticks *= 10;
                }

                rest = rest[end..];
            }
        }

        if (hour > 23 || minute > 59 || second > 59)
        {
            problem = $"'{word}' has an hour beyond 23, a minute beyond 59 or a second beyond 59.";
            return null;
        }

        var local = date.Add(new TimeSpan(0, hour, minute, second)).AddTicks(ticks);
        if (rest.IsEmpty)
        {
            problem = null;
            return Create(word, hasDate ? TomlDateTimeKind.LocalDateTime : TomlDateTimeKind.LocalTime, new DateTimeOffset(local, TimeSpan.Zero), precision, out token);
        }

        if (!hasDate)
        {
            return null;
        }

        if (rest is "Z" or "z")
        {
            problem = null;
            return Create(word, TomlDateTimeKind.OffsetDateTimeByZ, new DateTimeOffset(local, TimeSpan.Zero), precision, out token);
        }

        if (rest.Length != 6 || rest[0] is not ('+' or '-') || rest[3] != ':' || !AreDigits(rest[1..3]) || !AreDigits(rest[4..6]))
        {
            return null;
        }

        var (offsetHour, offsetMinute) = (Number(rest[1..3]), Number(rest[4..6]));
        if (offsetHour > 23 || offsetMinute > 59)
        {
            problem = $"'{word}' has an offset beyond 23:59.";
            return null;
        }

        var offset = new TimeSpan(offsetHour, offsetMinute, 0) * (rest[0] == '-' ? -1 : 1);
        if (offset.Duration() > TimeSpan.FromHours(14) || local.Ticks - offset.Ticks < DateTime.MinValue.Ticks || local.Ticks - offset.Ticks > DateTime.MaxValue.Ticks)
        {
            problem = $"'{word}' is beyond what DateTimeOffset holds (offsets up to 14:00, years 1 to 9999 in UTC).";
            return null;
        }

        problem = null;
        return Create(word, TomlDateTimeKind.OffsetDateTimeByNumber, new DateTimeOffset(local, offset), precision, out token);
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateTimeValueSyntax Create(string word, TomlDateTimeKind kind, DateTimeOffset value, int precision, out SyntaxToken token)
    {
        var (tokenKind, syntaxKind) = kind switch
        {
            TomlDateTimeKind.OffsetDateTimeByZ => (TokenKind.OffsetDateTimeByZ, SyntaxKind.OffsetDateTimeByZ),
            TomlDateTimeKind.OffsetDateTimeByNumber => (TokenKind.OffsetDateTimeByNumber, SyntaxKind.OffsetDateTimeByNumber),
            TomlDateTimeKind.LocalDateTime => (TokenKind.LocalDateTime, SyntaxKind.LocalDateTime),
            TomlDateTimeKind.LocalDate => (TokenKind.LocalDate, SyntaxKind.LocalDate),
            _ => (TokenKind.LocalTime, SyntaxKind.LocalTime),
        };
        token = new SyntaxToken(tokenKind, word);
        return new DateTimeValueSyntax(syntaxKind) { Token = token, Value = new TomlDateTime(value, precision, kind) };
    }
}
