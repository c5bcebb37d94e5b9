using System.Globalization;
using System.Text;
using Tomlyn;

namespace Baron.Configuration;

/// <summary>
/// Writes a config as TOML 1.0 that reads well and parses back to an equal tree: short tables and lists inline, long ones under
/// headers. The order of keys is kept, except that TOML wants plain values before the tables of a table.
/// </summary>
public static class ConfigWriter
{
    private const int LineLength = 120;

    /// <summary>Writes a table as a document.</summary>
    /// <param name="table">The root.</param>
    /// <param name="literal">
    /// Whether <c>${</c> in strings is meant literally and therefore written as <c>$${</c>; true for resolved configs.
    /// </param>
    public static string Write(ConfigTable table, bool literal = true)
    {
        var text = new StringBuilder();
        WriteTable(text, table, string.Empty, literal);
        return text.ToString();
    }

    /// <summary>Writes a value as the right side of <c>key = value</c>, on one line.</summary>
    /// <param name="node">The value.</param>
    /// <param name="literal">As in <see cref="Write"/>.</param>
    public static string Inline(ConfigNode node, bool literal = true)
    {
        var text = new StringBuilder();
        WriteInline(text, node, literal);
        return text.ToString();
    }

    /// <summary>Writes a scalar: <c>1.0</c>, <c>true</c>, <c>"text"</c>.</summary>
    /// <param name="value">A value as in <see cref="ConfigScalar.Value"/>.</param>
    internal static string Scalar(object value) => value switch
    {
        string text => Quote(text),
        long integer => integer.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        double number => Float(number),
        TomlDateTime time => time.ToString(),
        _ => throw new ArgumentException($"A {value.GetType().Name} is no scalar.", nameof(value)),
    };

    private static void WriteTable(StringBuilder text, ConfigTable table, string header, bool literal)
    {
        // From the first table that needs a header on, all tables of this table get headers, so that their order is kept.
        var sections = new List<ConfigEntry>();
        foreach (var entry in table.Entries)
        {
            if (IsTables(entry.Value) && (sections.Count > 0 || !FitsInline(entry, literal)))
            {
                sections.Add(entry);
                continue;
            }

            WriteKey(text, entry.Key);
            text.Append(" = ");
            WriteValue(text, entry.Key, entry.Value, literal);
            text.Append('\n');
        }

        foreach (var section in sections)
        {
            var name = header.Length == 0 ? Key(section.Key) : $"{header}.{Key(section.Key)}";
            if (section.Value is ConfigTable inner)
            {
                // A table of nothing but tables needs no header of its own.
                if (inner.Count == 0 || inner.Entries.Any(e => !IsSection(inner, e, literal)))
                {
                    Header(text, $"[{name}]");
                }

                WriteTable(text, inner, name, literal);
            }
            else
            {
                foreach (var item in (ConfigArray)section.Value)
                {
                    Header(text, $"[[{name}]]");
                    WriteTable(text, (ConfigTable)item, name, literal);
                }
            }
        }
    }

    private static bool IsSection(ConfigTable table, ConfigEntry entry, bool literal)
    {
        foreach (var other in table.Entries)
        {
            if (IsTables(other.Value) && !FitsInline(other, literal))
            {
                return IsTables(entry.Value) && table.Entries.TakeWhile(e => e != other).All(e => e != entry);
            }
        }

        return false;
    }

    private static void Header(StringBuilder text, string header)
    {
        if (text.Length > 0)
        {
            text.Append('\n');
        }

        text.Append(header).Append('\n');
    }

    // A table, or a list of nothing but tables: what may stand under headers.
    private static bool IsTables(ConfigNode node) => node is ConfigTable || (node is ConfigArray { Count: > 0 } list && list.All(item => item is ConfigTable));

    private static bool FitsInline(ConfigEntry entry, bool literal) => entry.Value switch
    {
        ConfigTable table => IsFlat(table) && Key(entry.Key).Length + 3 + Inline(table, literal).Length <= LineLength,
        ConfigArray list => list.All(item => item is not ConfigTable table || IsFlat(table)) && list.All(item => 4 + Inline(item, literal).Length + 1 <= LineLength),
        _ => true,
    };

    // One level of short tables inside a table still reads well on one line.
    private static bool IsFlat(ConfigTable table, int depth = 1) => table.Entries.All(e => e.Value switch
    {
        ConfigTable inner => depth > 0 && IsFlat(inner, depth - 1),
        ConfigArray list => list.All(item => item is not ConfigTable inner || (depth > 0 && IsFlat(inner, depth - 1))),
        _ => true,
    });

    private static void WriteValue(StringBuilder text, string key, ConfigNode node, bool literal)
    {
        if (node is ConfigArray list && list.Count > 0)
        {
            var line = Inline(list, literal);
            var tables = list.All(item => item is ConfigTable);
            if (tables || Key(key).Length + 3 + line.Length > LineLength)
            {
                WriteLines(text, list, tables, literal);
                return;
            }
        }

        WriteInline(text, node, literal);
    }

    private static void WriteLines(StringBuilder text, ConfigArray list, bool oneEach, bool literal)
    {
        text.Append("[\n");
        var column = 0;
        foreach (var item in list)
        {
            var value = Inline(item, literal);
            if (column > 0 && (oneEach || column + value.Length + 2 > LineLength))
            {
                text.Append('\n');
                column = 0;
            }

            text.Append(column == 0 ? "    " : " ").Append(value).Append(',');
            column += value.Length + (column == 0 ? 5 : 2);
        }

        text.Append("\n]");
    }

    private static void WriteInline(StringBuilder text, ConfigNode node, bool literal)
    {
        switch (node)
        {
            case ConfigTable { Count: 0 }:
                text.Append("{}");
                break;
            case ConfigTable table:
                text.Append("{ ");
                for (var i = 0; i < table.Count; i++)
                {
                    text.Append(i == 0 ? string.Empty : ", ");
                    WriteKey(text, table.Entries[i].Key);
                    text.Append(" = ");
                    WriteInline(text, table.Entries[i].Value, literal);
                }

                text.Append(" }");
                break;
            case ConfigArray list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    text.Append(i == 0 ? string.Empty : ", ");
                    WriteInline(text, list[i], literal);
                }

                text.Append(']');
                break;
            case ConfigScalar { Value: string value }:
                text.Append(Quote(literal ? value.Replace("${", "$${", StringComparison.Ordinal) : value));
                break;
            case ConfigScalar scalar:
                text.Append(Scalar(scalar.Value));
                break;
        }
    }

    private static void WriteKey(StringBuilder text, string key) => text.Append(Key(key));

    private static string Key(string key) => key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Quote(key);

    private static string Float(double number)
    {
        if (double.IsNaN(number))
        {
            return "nan";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "inf" : "-inf";
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return text.Contains('.') || text.Contains('e') ? text : text + ".0";
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2);
        quoted.Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"':
                    quoted.Append("\\\"");
                    break;
                case '\\':
                    quoted.Append("\\\\");
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case '\r':
                    quoted.Append("\\r");
                    break;
                case '\t':
                    quoted.Append("\\t");
                    break;
                case < ' ' or '\u007f':
                    quoted.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
                    break;
                default:
                    quoted.Append(c);
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }
}
