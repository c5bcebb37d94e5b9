using System.Globalization;
using System.Text;

namespace Baron.Clip.Tokenization;

/// <summary>
/// Character references of HTML (<c>&amp;amp;</c>, <c>&amp;#233;</c>, <c>&amp;notin</c>) as browsers resolve them: WHATWG HTML, section
/// "Character reference state". Unlike <c>WebUtility.HtmlDecode</c> it knows all 2,231 names and those without semicolon.
/// </summary>
internal static class HtmlEntities
{
    private const int LongestName = 32;

    // What the code points 0x80 .. 0x9F stand for in references: Windows-1252.
    private static readonly int[] Windows1252 =
    [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ];

    private static readonly Lazy<Dictionary<string, string>> Names = new(LoadNames);

    /// <summary>Replaces every reference in a text.</summary>
    public static string Unescape(string text)
    {
        var next = text.IndexOf('&', StringComparison.Ordinal);
        if (next < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var position = 0;
        while (next >= 0)
        {
            result.Append(text, position, next - position);
            position = next + Resolve(text.AsSpan(next + 1), result) + 1;
            next = text.IndexOf('&', position);
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>Appends what the text after an ampersand stands for and returns how many characters of it are used up.</summary>
    private static int Resolve(ReadOnlySpan<char> text, StringBuilder result)
    {
        if (text.Length > 1 && text[0] == '#')
        {
            var hexadecimal = text[1] is 'x' or 'X';
            var start = hexadecimal ? 2 : 1;
            var end = start;
            while (end < text.Length && (hexadecimal ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])))
            {
                end++;
            }

            if (end > start)
            {
                AppendCodePoint(text[start..end], hexadecimal, result);
                return end < text.Length && text[end] == ';' ? end + 1 : end;
            }
        }

        var length = 0;
        while (length < text.Length && length < LongestName && !"\t\n\f <&#;".Contains(text[length]))
        {
            length++;
        }

        if (length > 0)
        {
            var name = length < text.Length && text[length] == ';' ? length + 1 : length;
            for (var take = name; take > 1; take--)
            {
                if (Names.Value.TryGetValue(text[..take].ToString(), out var value))
                {
                    result.Append(value);
                    return take;
                }
            }
        }

        result.Append('&');
        return 0;
    }

    private static void AppendCodePoint(ReadOnlySpan<char> digits, bool hexadecimal, StringBuilder result)
    {
        var style = hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var number = digits.Length <= 15 && long.TryParse(digits, style, CultureInfo.InvariantCulture, out var parsed) ? parsed : Significant(digits, style);
        switch (number)
        {
            case 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF):
                result.Append('\uFFFD');
                break;
            case >= 0x80 and <= 0x9F:
                result.Append((char)Windows1252[number - 0x80]);
                break;
            case (>= 1 and <= 8) or 0xB or (>= 0xE and <= 0x1F) or 0x7F or (>= 0xFDD0 and <= 0xFDEF):
            case var other when (other & 0xFFFE) == 0xFFFE:
                break;
            default:
                result.Append(new Rune((int)number).ToString());
                break;
        }
    }

    private static long Significant(ReadOnlySpan<char> digits, NumberStyles style)
    {
        var trimmed = digits.TrimStart('0');
        return trimmed.Length <= 15 && long.TryParse(trimmed, style, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
    }

    private static Dictionary<string, string> LoadNames()
    {
        // A line is a name, with its semicolon where that is required, and the code points.
        var names = new Dictionary<string, string>(2400, StringComparer.Ordinal);
        using var stream = typeof(HtmlEntities).Assembly.GetManifestResourceStream("html-entities.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            var value = string.Concat(parts.Skip(1).Select(p => new Rune(int.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
            names[parts[0]] = value;
            if (!parts[0].EndsWith(';'))
            {
                names[parts[0] + ";"] = value;
            }
        }

        return names;
    }
}
