using System.Globalization;
using System.Text;

namespace Baron.Configuration.Import;

/// <summary>
/// Cuts Python source into tokens. Line ends inside of brackets do not count.
/// </summary>
internal sealed class PythonLexer
{
    private static readonly string[] Operators =
    [
        "**=", "//=", ">>=", "<<=", "...", "**", "//", "==", "!=", "<=", ">=", "->", "+=", "-=", "*=", "/=", "%=", ":=", "<<", ">>", "|=", "&=", "^=", "@=",
        "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=", "+", "-", "*", "/", "%", "<", ">", "|", "&", "^", "~", "@",
    ];

    private readonly string _text;
    private readonly string _source;
    private readonly List<PythonToken> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _depth;

    private PythonLexer(string text, string source) => (_text, _source) = (text, source);

    /// <summary>Cuts a text.</summary>
    /// <param name="text">The source.</param>
    /// <param name="source">Its name in messages.</param>
    /// <exception cref="ConfigException">Something is no token.</exception>
    public static IReadOnlyList<PythonToken> Read(string text, string source)
    {
        var lexer = new PythonLexer(text, source);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        var atLineStart = true;
        while (true)
        {
            var blanks = SkipBlanks();
            if (_at >= _text.Length)
            {
                break;
            }

            var c = _text[_at];
            if (c is '\n' or '\r')
            {
                if (_depth == 0 && !atLineStart)
                {
                    Add(PythonTokenKind.NewLine, 0);
                }

                NextLine();
                atLineStart = true;
                continue;
            }

            if (c == '#')
            {
                while (_at < _text.Length && _text[_at] is not ('\n' or '\r'))
                {
                    _at++;
                }

                continue;
            }

            if (c == '\\')
            {
                _at++;
                if (_at >= _text.Length || _text[_at] is not ('\n' or '\r'))
                {
                    throw Error("a backslash that does not end its line");
                }

                NextLine();
                continue;
            }

            if (atLineStart && blanks && _depth == 0)
            {
                Add(PythonTokenKind.Indent, 0);
            }

            atLineStart = false;
            Token(c);
        }

        Add(PythonTokenKind.NewLine, 0);
        Add(PythonTokenKind.End, 0);
    }

    private bool SkipBlanks()
    {
        var start = _at;
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\f')
        {
            _at++;
        }

        return _at > start;
    }

    private void NextLine()
    {
        if (_text[_at] == '\r' && _at + 1 < _text.Length && _text[_at + 1] == '\n')
        {
            _at++;
        }

        _at++;
        _line++;
        _lineStart = _at;
    }

    private void Token(char c)
    {
        if (StringStart() is { } prefix)
        {
            ReadString(prefix);
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1])))
        {
            ReadNumber();
        }
        else if (char.IsLetter(c) || c == '_')
        {
            var end = _at;
            while (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_'))
            {
                end++;
            }

            Add(PythonTokenKind.Name, end - _at);
        }
        else if (Array.Find(Operators, o => string.CompareOrdinal(_text, _at, o, 0, o.Length) == 0) is { } op)
        {
            _depth += op is "(" or "[" or "{" ? 1 : op is ")" or "]" or "}" ? -1 : 0;
            _depth = Math.Max(0, _depth);
            Add(PythonTokenKind.Operator, op.Length);
        }
        else
        {
            throw Error(Rune.TryGetRuneAt(_text, _at, out var rune) && (Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune))
                ? $"'{rune}' is no Python"
                : $"the character U+{(rune.Value == 0 ? c : rune.Value):X4} is no Python");
        }
    }

    private void Add(PythonTokenKind kind, int length, object? value = null)
    {
        _tokens.Add(new PythonToken(kind, _text.Substring(_at, length), Here(_at), value));
        _at += length;
    }

    private SourcePosition Here(int at) => new(_source, _line, at - _lineStart + 1);

    private ConfigException Error(string message, string? expected = null) => new(new ConfigDiagnostic(Here(Math.Min(_at, _text.Length)), message, expected));

    private void ReadNumber()
    {
        var end = _at;
        var style = 10;
        if (_text[_at] == '0' && _at + 1 < _text.Length && char.ToLowerInvariant(_text[_at + 1]) is 'x' or 'o' or 'b')
        {
            style = char.ToLowerInvariant(_text[_at + 1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
            end += 2;
        }

        var exponent = false;
        var start = end;
        while (end < _text.Length)
        {
            var c = char.ToLowerInvariant(_text[end]);
            if (char.IsAsciiDigit(c) || c is '_' || (style == 16 && char.IsAsciiHexDigit(c)) || (style == 10 && c == '.' && !exponent))
            {
                end++;
            }
            else if (style == 10 && c == 'e' && !exponent && end > start)
            {
                exponent = true;
                end += end + 1 < _text.Length && _text[end + 1] is '+' or '-' ? 2 : 1;
            }
            else
            {
                break;
            }
        }

        var digits = _text[start..end].Replace("_", "", StringComparison.Ordinal);
        if (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_'))
        {
            throw Error($"'{_text[_at..(end + 1)]}' is no number");
        }

        if (!IsWellGrouped(_text.AsSpan(start, end - start), style))
        {
            throw Error($"'{Cut(_text[_at..end])}' is no number", "'_' between digits only");
        }

        if (style == 10 && digits.AsSpan().IndexOfAny(".eE") >= 0)
        {
            if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                throw Error($"'{_text[_at..end]}' is no number");
            }

            Add(PythonTokenKind.Float, end - _at, number);
            return;
        }

        if (style == 10 && digits[0] == '0' && digits.AsSpan().ContainsAnyExcept('0'))
        {
            throw Error($"'{Cut(_text[_at..end])}' is no number: it starts with 0", "0o before an octal number, and no 0 before a decimal one");
        }

        Add(PythonTokenKind.Integer, end - _at, Whole(digits, style) ?? throw Error($"'{Cut(_text[_at..end])}' is no number, or larger than 64 bits"));
    }

    // 1_000, but not 1_, 1__0, 1_.5 or 1e_5; 0x_1f is one.
    private static bool IsWellGrouped(ReadOnlySpan<char> number, int style)
    {
        for (var i = 0; i < number.Length; i++)
        {
            if (number[i] == '_' && !(i == 0 ? style != 10 : char.IsAsciiHexDigit(number[i - 1]) && (style == 16 || char.IsAsciiDigit(number[i - 1]))))
            {
                return false;
            }

            if (number[i] == '_' && (i + 1 == number.Length || !(style == 16 ? char.IsAsciiHexDigit(number[i + 1]) : char.IsAsciiDigit(number[i + 1]))))
            {
                return false;
            }
        }

        return true;
    }

    private static string Cut(string text) => text.Length <= 40 ? text : text[..37] + "...";

    private static object? Whole(string digits, int style)
    {
        if (style == 10)
        {
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        var value = 0UL;
        foreach (var c in digits)
        {
            var digit = (ulong)(char.IsAsciiDigit(c) ? c - '0' : (char.ToLowerInvariant(c) - 'a') + 10);
            if (digit >= (ulong)style || value > ((ulong)long.MaxValue - digit) / (ulong)style)
            {
                return null;
            }

            value = (value * (ulong)style) + digit;
        }

        return digits.Length == 0 ? null : (long)value;
    }

    // The prefix of a string that starts here ("", "r", "f", "rf", ...), or null.
    private string? StringStart()
    {
        var end = _at;
        while (end < _text.Length && end - _at < 2 && char.ToLowerInvariant(_text[end]) is 'r' or 'f' or 'u' or 'b')
        {
            end++;
        }

        return end < _text.Length && _text[end] is '\'' or '"' ? _text[_at..end].ToLowerInvariant() : null;
    }

    private void ReadString(string prefix)
    {
        if (prefix.Contains('b', StringComparison.Ordinal))
        {
            throw Error("bytes cannot be imported", "a text");
        }

        var (begin, line, lineStart) = (_at, _line, _lineStart);
        var quote = _text[_at + prefix.Length];
        var triple = string.CompareOrdinal(_text, _at + prefix.Length, new string(quote, 3), 0, 3) == 0;
        var raw = prefix.Contains('r', StringComparison.Ordinal);
        var content = new StringBuilder();
        _at += prefix.Length + (triple ? 3 : 1);
        while (true)
        {
            if (_at >= _text.Length || (!triple && _text[_at] is '\n' or '\r'))
            {
                (_at, _line, _lineStart) = (begin, line, lineStart);
                throw Error("this string has no end");
            }

            var c = _text[_at];
            if (c == quote && (!triple || string.CompareOrdinal(_text, _at, new string(quote, 3), 0, 3) == 0))
            {
                _at += triple ? 3 : 1;
                break;
            }

            if (c is '\n' or '\r')
            {
                content.Append('\n');
                NextLine();
            }
            else if (c == '\\')
            {
                Escape(content, raw, prefix.Contains('f', StringComparison.Ordinal));
            }
            else
            {
                content.Append(c);
                _at++;
            }
        }

        var kind = prefix.Contains('f', StringComparison.Ordinal) ? PythonTokenKind.FormattedString : PythonTokenKind.String;
        _tokens.Add(new PythonToken(kind, _text[begin.._at], new SourcePosition(_source, line, begin - lineStart + 1), content.ToString()));
    }

    private void Escape(StringBuilder content, bool raw, bool formatted)
    {
        if (_at + 1 >= _text.Length)
        {
            throw Error("this string has no end");
        }

        var next = _text[_at + 1];
        if (next is '\n' or '\r')
        {
            if (raw)
            {
                content.Append("\\\n");
            }

            _at++;
            NextLine();
            return;
        }

        if (raw)
        {
            content.Append('\\').Append(next);
            _at += 2;
            return;
        }

        var width = next switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (width > 0)
        {
            if (_at + 2 + width > _text.Length
                || !uint.TryParse(_text.AsSpan(_at + 2, width), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                || !Rune.IsValid(code))
            {
                throw Error($"'\\{next}' is not followed by the {width} hexadecimal digits of a character");
            }

            Literal(content, new Rune(code).ToString(), formatted);
            _at += 2 + width;
            return;
        }

        if (next is >= '0' and <= '7')
        {
            var (value, digits) = (0, 0);
            while (digits < 3 && _at + 1 + digits < _text.Length && _text[_at + 1 + digits] is >= '0' and <= '7')
            {
                value = (value * 8) + _text[_at + 1 + digits++] - '0';
            }

            Literal(content, ((char)value).ToString(), formatted);
            _at += 1 + digits;
            return;
        }

        var known = next switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            '\\' or '\'' or '"' => next.ToString(),
            'N' => throw Error("characters by name (\\N{...}) cannot be imported"),
            _ => "\\" + next,
        };
        content.Append(known);
        _at += 2;
    }

    // A brace that an escape stands for is not one of an f-string's own.
    private static void Literal(StringBuilder content, string character, bool formatted) =>
        content.Append(formatted && character is "{" or "}" ? character + character : character);
}
