using System.Globalization;
using System.Text;
using Tomlyn.Syntax;

namespace Tomlyn.Parsing;

/// <summary>The grammar of TOML 1.1, by recursive descent. What keys may be defined twice is not its business.</summary>
internal sealed class Grammar(string text, string sourceName, int maxDepth)
{
    private const int DefaultMaxDepth = 512;

    private readonly int depthLimit = maxDepth > 0 ? Math.Min(maxDepth, DefaultMaxDepth) : DefaultMaxDepth;
    private int at;
    private int line;
    private int lineStart;
    private int depth;
    private bool insideMultiline;

    private bool AtEnd => at >= text.Length;

    private TextPosition Here => new(at, line, at - lineStart);

    public DocumentSyntax ReadDocument()
    {
        var document = new DocumentSyntax();
        if (text.StartsWith('\uFEFF'))
        {
            at = 1;
            lineStart = 1;
        }

        var start = Here;
        var items = document.KeyValues;
        while (true)
        {
            SkipSpaces();
            if (AtEnd)
            {
                break;
            }

            try
            {
                if (text[at] == '[')
                {
                    // Keys under a header that cannot be read belong to no table that is known.
                    items = new SyntaxList<KeyValueSyntax>();
                    var table = ReadHeader();
                    document.Tables.Add(table);
                    items = table.Items;
                }
                else if (text[at] is not ('#' or '\n' or '\r'))
                {
                    items.Add(ReadKeyValue());
                }

                ReadEndOfLine();
            }
            catch (SyntaxErrorException error)
            {
                document.Diagnostics.Error(error.Span, error.Message);
                if (depth > 0 || insideMultiline)
                {
                    // Where an unclosed bracket or quote should have ended is anybody's guess.
                    break;
                }

                SkipLine();
            }
        }

        document.Span = new SourceSpan(sourceName, start, Here);
        return document;
    }

    private static string Show(char c) => c switch
    {
        '\n' => "the end of the line",
        '\r' => "a carriage return",
        '\t' => "a tab",
        '\uFEFF' => "a byte order mark (U+FEFF)",
        < ' ' or '\u007F' => $"the control character U+{(int)c:X4}",
        > '~' => string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}"),
        _ => $"'{c}'",
    };

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '.' or ':';

    private static string Spell(Rune rune) => rune.ToString();

    private TableSyntaxBase ReadHeader()
    {
        var start = Here;
        var isArray = Peek(1) == '[';
        TableSyntaxBase table = isArray ? new TableArraySyntax() : new TableSyntax();
        table.OpenBracket = Take(isArray ? 2 : 1, isArray ? TokenKind.OpenBracketDouble : TokenKind.OpenBracket);
        SkipSpaces();
        table.Name = ReadKey();
        SkipSpaces();
        if (isArray)
        {
            if (Peek(0) != ']' || Peek(1) != ']')
            {
                throw Unexpected("']]' after the name of an array of tables");
            }

            table.CloseBracket = Take(2, TokenKind.CloseBracketDouble);
        }
        else
        {
            if (Peek(0) != ']')
            {
                throw Unexpected("']' after the name of a table");
            }

            table.CloseBracket = Take(1, TokenKind.CloseBracket);
        }

        table.Span = SpanFrom(start);
        return table;
    }

    private KeyValueSyntax ReadKeyValue()
    {
        var start = Here;
        var key = ReadKey();
        SkipSpaces();
        if (Peek(0) != '=')
        {
            throw Unexpected("'=' after the key");
        }

        var equal = Take(1, TokenKind.Equal);
        SkipSpaces();
        var value = ReadValue();
        return new KeyValueSyntax(key, value) { EqualToken = equal, Span = SpanFrom(start) };
    }

    private KeySyntax ReadKey()
    {
        var start = Here;
        var key = new KeySyntax { Key = ReadKeyPart() };
        key.Span = SpanFrom(start);
        while (true)
        {
            var (savedAt, dotStart) = (at, Here);
            SkipSpaces();
            if (Peek(0) != '.')
            {
                at = savedAt;
                return key;
            }

            var dot = Take(1, TokenKind.Dot);
            SkipSpaces();
            var part = ReadKeyPart();
            key.DotKeys.Add(new DottedKeyItemSyntax { Dot = dot, Key = part, Span = SpanFrom(dotStart) });
            key.Span = SpanFrom(start);
        }
    }

    private BareKeyOrStringValueSyntax ReadKeyPart()
    {
        if (Peek(0) == '"')
        {
            return ReadBasicString();
        }

        if (Peek(0) == '\'')
        {
            return ReadLiteralString();
        }

        var start = Here;
        var from = at;
        while (!AtEnd && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-'))
        {
            at++;
        }

        if (at == from)
        {
            throw Unexpected("a key (letters, digits, '_' and '-'; others in quotes)");
        }

        var name = text[from..at];
        return new BareKeySyntax
        {
            Key = new SyntaxToken(TokenKind.BasicKey, name) { Span = SpanFrom(start) },
            Span = SpanFrom(start),
        };
    }

    private ValueSyntax ReadValue()
    {
        if (AtEnd)
        {
            throw Unexpected("a value");
        }

        switch (text[at])
        {
            case '"':
                return Peek(1) == '"' && Peek(2) == '"' ? ReadMultilineBasicString() : ReadBasicString();
            case '\'':
                return Peek(1) == '\'' && Peek(2) == '\'' ? ReadMultilineLiteralString() : ReadLiteralString();
            case '[':
                return ReadArray();
            case '{':
                return ReadInlineTable();
            default:
                return ReadScalar();
        }
    }

    private ArraySyntax ReadArray()
    {
        var start = Here;
        Enter(start);
        var array = new ArraySyntax { OpenBracket = Take(1, TokenKind.OpenBracket) };
        while (true)
        {
            SkipSpacesLinesAndComments();
            if (Peek(0) == ']')
            {
                break;
            }

            if (AtEnd)
            {
                throw Error(start, 1, "This array is not closed: ']' is missing.");
            }

            var itemStart = Here;
            var item = new ArrayItemSyntax { Value = ReadValue() };
            item.Span = SpanFrom(itemStart);
            array.Items.Add(item);
            SkipSpacesLinesAndComments();
            if (Peek(0) == ',')
            {
                item.Comma = Take(1, TokenKind.Comma);
            }
            else if (Peek(0) != ']')
            {
                throw AtEnd ? Error(start, 1, "This array is not closed: ']' is missing.") : Unexpected("',' or ']' in an array");
            }
        }

        array.CloseBracket = Take(1, TokenKind.CloseBracket);
        depth--;
        array.Span = SpanFrom(start);
        return array;
    }

    private InlineTableSyntax ReadInlineTable()
    {
        var start = Here;
        Enter(start);
        var table = new InlineTableSyntax { OpenBrace = Take(1, TokenKind.OpenBrace) };
        while (true)
        {
            SkipSpacesLinesAndComments();
            if (Peek(0) == '}')
            {
                break;
            }

            if (AtEnd)
            {
                throw Error(start, 1, "This inline table is not closed: '}' is missing.");
            }

            var itemStart = Here;
            var item = new InlineTableItemSyntax(ReadKeyValue());
            item.Span = SpanFrom(itemStart);
            table.Items.Add(item);
            SkipSpacesLinesAndComments();
            if (Peek(0) == ',')
            {
                item.Comma = Take(1, TokenKind.Comma);
            }
            else if (Peek(0) != '}')
            {
                throw AtEnd ? Error(start, 1, "This inline table is not closed: '}' is missing.") : Unexpected("',' or '}' in an inline table");
            }
        }

        table.CloseBrace = Take(1, TokenKind.CloseBrace);
        depth--;
        table.Span = SpanFrom(start);
        return table;
    }

    private void Enter(TextPosition start)
    {
        if (++depth > depthLimit)
        {
            throw Error(start, 1, $"Arrays and inline tables are nested deeper than {depthLimit} levels.");
        }
    }

    private ValueSyntax ReadScalar()
    {
        var start = Here;
        var from = at;
        while (!AtEnd && IsWordCharacter(text[at]))
        {
            at++;
        }

        if (at == from)
        {
            throw Unexpected("a value");
        }

        // A blank may stand between a date and a time.
        if (at - from == 10 && text[from + 4] == '-' && Peek(0) == ' ' && char.IsAsciiDigit(Peek(1)))
        {
            at++;
            while (!AtEnd && IsWordCharacter(text[at]))
            {
                at++;
            }
        }

        var word = text[from..at];
        var value = Scalars.Read(word, out var token, out var problem);
        if (value is null)
        {
            throw Error(start, word.Length, problem!);
        }

        var span = SpanFrom(start);
        token!.Span = span;
        value.Span = span;
        return value;
    }

    private StringValueSyntax ReadBasicString()
    {
        var start = Here;
        var from = at++;
        var builder = new StringBuilder();
        while (true)
        {
            if (AtEnd || text[at] is '\n' or '\r')
            {
                throw Error(start, at - from, "This string is not closed: '\"' is missing at its end (a string over several lines starts with \"\"\").");
            }

            var c = text[at];
            if (c == '"')
            {
                at++;
                return String(start, from, TokenKind.String, builder.ToString());
            }

            if (c == '\\')
            {
                ReadEscape(builder);
            }
            else
            {
                ReadStringCharacter(builder);
            }
        }
    }

    private StringValueSyntax ReadLiteralString()
    {
        var start = Here;
        var from = at++;
        var builder = new StringBuilder();
        while (true)
        {
            if (AtEnd || text[at] is '\n' or '\r')
            {
                throw Error(start, at - from, "This string is not closed: \"'\" is missing at its end (a string over several lines starts with ''').");
            }

            if (text[at] == '\'')
            {
                at++;
                return String(start, from, TokenKind.StringLiteral, builder.ToString());
            }

            ReadStringCharacter(builder);
        }
    }

    private StringValueSyntax ReadMultilineBasicString()
    {
        var start = Here;
        var from = at;
        insideMultiline = true;
        at += 3;
        SkipOneNewLine();
        var builder = new StringBuilder();
        while (true)
        {
            if (AtEnd)
            {
                throw Error(start, 3, "This string is not closed: '\"\"\"' is missing at its end.");
            }

            var c = text[at];
            if (c == '"')
            {
                if (ReadClosingQuotes('"', builder))
                {
                    insideMultiline = false;
                    return String(start, from, TokenKind.StringMulti, builder.ToString());
                }
            }
            else if (c == '\\')
            {
                if (!SkipLineContinuation())
                {
                    ReadEscape(builder);
                }
            }
            else if (c is '\n' or '\r')
            {
                ReadNewLine(builder);
            }
            else
            {
                ReadStringCharacter(builder);
            }
        }
    }

    private StringValueSyntax ReadMultilineLiteralString()
    {
        var start = Here;
        var from = at;
        insideMultiline = true;
        at += 3;
        SkipOneNewLine();
        var builder = new StringBuilder();
        while (true)
        {
            if (AtEnd)
            {
                throw Error(start, 3, "This string is not closed: \"'''\" is missing at its end.");
            }

            var c = text[at];
            if (c == '\'')
            {
                if (ReadClosingQuotes('\'', builder))
                {
                    insideMultiline = false;
                    return String(start, from, TokenKind.StringLiteralMulti, builder.ToString());
                }
            }
            else if (c is '\n' or '\r')
            {
                ReadNewLine(builder);
            }
            else
            {
                ReadStringCharacter(builder);
            }
        }
    }

    /// <summary>Up to two quotes are content, also right before the three that close.</summary>
    private bool ReadClosingQuotes(char quote, StringBuilder builder)
    {
        var count = 0;
        while (count < 5 && Peek(count) == quote)
        {
            count++;
        }

        at += count;
        builder.Append(quote, count < 3 ? count : count - 3);
        return count >= 3;
    }

    /// <summary>A backslash as the last thing of a line swallows white space up to the next character.</summary>
    private bool SkipLineContinuation()
    {
        var next = at + 1;
        while (next < text.Length && text[next] is ' ' or '\t')
        {
            next++;
        }

        if (next >= text.Length || !(text[next] == '\n' || (text[next] == '\r' && next + 1 < text.Length && text[next + 1] == '\n')))
        {
            return false;
        }

        at = next;
        while (!AtEnd)
        {
            if (text[at] is ' ' or '\t')
            {
                at++;
            }
            else if (!SkipOneNewLine())
            {
                break;
            }
        }

        return true;
    }

    private void ReadNewLine(StringBuilder builder)
    {
        var from = at;
        if (!SkipOneNewLine())
        {
            throw Error(Here, 1, "A carriage return must be followed by a line feed.");
        }

        builder.Append(text, from, at - from);
    }

    private void ReadStringCharacter(StringBuilder builder)
    {
        var from = at;
        CheckCharacter("a string", "; write it as an escape such as \\u00" + $"{(int)text[at] & 0xFF:X2}");
        builder.Append(text, from, at - from);
    }

    /// <summary>Steps over one character that strings and comments may hold.</summary>
    private void CheckCharacter(string place, string advice)
    {
        var c = text[at];
        if ((c < ' ' && c != '\t') || c == '\u007F')
        {
            throw Error(Here, 1, $"{Capital(Show(c))} may not stand in {place}{advice}.");
        }

        if (char.IsSurrogate(c))
        {
            if (!char.IsHighSurrogate(c) || at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1]))
            {
                throw Error(Here, 1, $"Half of a surrogate pair (U+{(int)c:X4}) is not a character.");
            }

            at++;
        }

        at++;
    }

    private void ReadEscape(StringBuilder builder)
    {
        var start = Here;
        var c = Peek(1);
        switch (c)
        {
            case 'b':
                builder.Append('\b');
                break;
            case 't':
                builder.Append('\t');
                break;
            case 'n':
                builder.Append('\n');
                break;
            case 'f':
                builder.Append('\f');
                break;
            case 'r':
                builder.Append('\r');
                break;
            case 'e':
                builder.Append('\u001B');
                break;
            case '"':
                builder.Append('"');
                break;
            case '\\':
                builder.Append('\\');
                break;
            case 'x':
                builder.Append(ReadCodePoint(start, 2));
                return;
            case 'u':
                builder.Append(ReadCodePoint(start, 4));
                return;
            case 'U':
                builder.Append(ReadCodePoint(start, 8));
                return;
            default:
                throw Error(start, 2, $"There is no escape '\\' with {(at + 1 < text.Length ? Show(c) : "the end of the file")}; a backslash itself is written \\\\.");
        }

        at += 2;
    }

    private string ReadCodePoint(TextPosition start, int digits)
    {
        var from = at + 2;
        uint value = 0;
        for (var i = 0; i < digits; i++)
        {
            var c = from + i < text.Length ? text[from + i] : '\0';
            if (!char.IsAsciiHexDigit(c))
            {
                throw Error(start, 2 + i, $"The escape \\{text[at + 1]} needs {digits} hexadecimal digits.");
            }

            value = (value << 4) | (uint)Convert.ToInt32(c.ToString(), 16);
        }

        if (!Rune.TryCreate(value, out var rune))
        {
            throw Error(start, 2 + digits, $"U+{value:X} is not a Unicode character.");
        }

        at = from + digits;
        return Spell(rune);
    }

    private void ReadEndOfLine()
    {
        SkipSpaces();
        ReadComment();
        if (AtEnd || SkipOneNewLine())
        {
            return;
        }

        throw text[at] == '\r'
            ? Error(Here, 1, "A carriage return must be followed by a line feed.")
            : Unexpected("the end of the line");
    }

    private void ReadComment()
    {
        if (Peek(0) != '#')
        {
            return;
        }

        at++;
        while (!AtEnd && text[at] != '\n' && !(text[at] == '\r' && Peek(1) == '\n'))
        {
            CheckCharacter("a comment", string.Empty);
        }
    }

    private void SkipSpacesLinesAndComments()
    {
        while (true)
        {
            SkipSpaces();
            ReadComment();
            if (!SkipOneNewLine())
            {
                return;
            }
        }
    }

    private void SkipSpaces()
    {
        while (!AtEnd && text[at] is ' ' or '\t')
        {
            at++;
        }
    }

    private bool SkipOneNewLine()
    {
        if (Peek(0) == '\r' && Peek(1) == '\n')
        {
            at += 2;
        }
        else if (Peek(0) == '\n')
        {
            at++;
        }
        else
        {
            return false;
        }

        line++;
        lineStart = at;
        return true;
    }

    private void SkipLine()
    {
        while (!AtEnd && !SkipOneNewLine())
        {
            at++;
        }
    }

    private char Peek(int ahead) => at + ahead < text.Length ? text[at + ahead] : '\0';

    private SyntaxToken Take(int length, TokenKind kind)
    {
        var start = Here;
        var token = new SyntaxToken(kind, text.Substring(at, length));
        at += length;
        token.Span = SpanFrom(start);
        return token;
    }

    private StringValueSyntax String(TextPosition start, int from, TokenKind kind, string value)
    {
        var span = SpanFrom(start);
        return new StringValueSyntax
        {
            Token = new SyntaxToken(kind, text[from..at]) { Span = span },
            Value = value,
            Span = span,
        };
    }

    private SourceSpan SpanFrom(TextPosition start)
    {
        // The last character is never a line break, so it is on the current line.
        var end = new TextPosition(at - 1, line, at - 1 - lineStart);
        return new SourceSpan(sourceName, start, end.Offset < start.Offset ? start : end);
    }

    private SyntaxErrorException Error(TextPosition start, int length, string message)
    {
        var last = Math.Max(length, 1) - 1;
        return new SyntaxErrorException(
            new SourceSpan(sourceName, start, new TextPosition(start.Offset + last, start.Line, start.Column + last)), message);
    }

    private SyntaxErrorException Unexpected(string expected)
    {
        var found = AtEnd ? "the end of the file" : Show(text[at]);
        return Error(Here, 1, $"Expected {expected}, found {found}.");
    }

    private static string Capital(string message) => char.ToUpperInvariant(message[0]) + message[1..];
}
