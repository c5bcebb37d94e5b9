using System.Collections;
using System.Globalization;
using System.Text;
using Tomlyn.Model;
using Tomlyn.Syntax;

namespace Tomlyn;

/// <summary>Writes tables so that reading them again gives the same values.</summary>
internal sealed class ModelWriter(TextWriter writer, TomlSerializerOptions options)
{
    /// <summary>Arrays longer than this are broken into lines.</summary>
    private const int LineWidth = 120;

    private readonly string newLine = options.NewLine == TomlNewLineKind.CrLf ? "\r\n" : "\n";
    private bool empty = true;

    public void WriteDocument(IEnumerable<KeyValuePair<string, object>> table) => WriteBody(table, string.Empty);

    private static string Key(string name) => BareKeySyntax.IsBareKey(name) ? name : Quote(name);

    private static string Quote(string value)
    {
        var builder = new StringBuilder(value.Length + 2).Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            switch (c)
            {
                case '"':
                    builder.Append("\\\"");
                    break;
                case '\\':
                    builder.Append("\\\\");
                    break;
                case '\n':
                    builder.Append("\\n");
                    break;
                case '\r':
                    builder.Append("\\r");
                    break;
                case '\t':
                    builder.Append("\\t");
                    break;
                case '\b':
                    builder.Append("\\b");
                    break;
                case '\f':
                    builder.Append("\\f");
                    break;
                case < ' ' or '\u007F':
                    builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
                    break;
                default:
                    if (char.IsSurrogate(c))
                    {
                        if (!char.IsHighSurrogate(c) || i + 1 >= value.Length || !char.IsLowSurrogate(value[i + 1]))
                        {
                            throw new TomlException($"Half of a surrogate pair (U+{(int)c:X4}) cannot be written.");
                        }

                        builder.Append(c);
                        c = value[++i];
                    }

                    builder.Append(c);
                    break;
            }
        }

        return builder.Append('"').ToString();
    }

    private static string Float(double value, string shortest)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        return shortest.AsSpan().IndexOfAny(".E") >= 0 ? shortest.Replace('E', 'e') : shortest + ".0";
    }

    private static bool IsTable(object value) => value is IEnumerable<KeyValuePair<string, object>>;

    private static bool IsInline(object value) => value is TomlTable { Kind: ObjectKind.InlineTable };

    private static string Scalar(object value) => value switch
    {
        string text => Quote(text),
        char character => Quote(character.ToString()),
        bool boolean => boolean ? "true" : "false",
        double number => Float(number, number.ToString("R", CultureInfo.InvariantCulture)),
        float number => Float(number, number.ToString("R", CultureInfo.InvariantCulture)),
        Half number => Float((double)number, ((double)number).ToString("R", CultureInfo.InvariantCulture)),
        decimal number => Float((double)number, number.ToString(CultureInfo.InvariantCulture)),
        ulong number and > long.MaxValue => throw new TomlException($"{number} does not fit into TOML's 64-bit integers."),
        sbyte or byte or short or ushort or int or uint or long or ulong => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        TomlDateTime date => date.ToString(),
        DateTimeOffset date => new TomlDateTime(date, TomlDateTime.Digits(date.Ticks), TomlDateTimeKind.OffsetDateTimeByNumber).ToString(),
        DateTime date => (date.Kind == DateTimeKind.Utc
            ? new TomlDateTime(new DateTimeOffset(date), TomlDateTime.Digits(date.Ticks), TomlDateTimeKind.OffsetDateTimeByZ)
            : new TomlDateTime(date)).ToString(),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => new TomlDateTime(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero).Add(time.ToTimeSpan()), TomlDateTime.Digits(time.Ticks), TomlDateTimeKind.LocalTime).ToString(),
        _ => throw new TomlException($"A value of {value.GetType()} cannot be written as TOML."),
    };

    private void WriteBody(IEnumerable<KeyValuePair<string, object>> table, string path)
    {
        // A header ends the values of its parent, so values come first.
        foreach (var (key, value) in table)
        {
            if (value is not null && !HasHeader(value))
            {
                writer.Write(Key(key));
                writer.Write(" = ");
                var indent = 0;
                WriteValue(value, key, ref indent, Key(key).Length + 3);
                writer.Write(newLine);
                empty = false;
            }
        }

        foreach (var (key, value) in table)
        {
            if (value is null || !HasHeader(value))
            {
                continue;
            }

            var name = path.Length == 0 ? Key(key) : $"{path}.{Key(key)}";
            if (value is TomlTableArray elements)
            {
                foreach (var element in elements)
                {
                    WriteHeader($"[[{name}]]");
                    WriteBody(element, name);
                }
            }
            else
            {
                var inner = (IEnumerable<KeyValuePair<string, object>>)value;
                if (!inner.Any() || inner.Any(p => p.Value is not null && !HasHeader(p.Value)))
                {
                    WriteHeader($"[{name}]");
                }

                WriteBody(inner, name);
            }
        }
    }

    private void WriteHeader(string header)
    {
        if (!empty)
        {
            writer.Write(newLine);
        }

        writer.Write(header);
        writer.Write(newLine);
        empty = false;
    }

    private bool HasHeader(object value)
    {
        if (value is TomlTableArray elements)
        {
            return elements.Count > 0 && options.TableArrayStyle == TomlTableArrayStyle.Headers && options.InlineTablePolicy != TomlInlineTablePolicy.Always;
        }

        return IsTable(value) && !IsInline(value) && options.InlineTablePolicy switch
        {
            TomlInlineTablePolicy.Always => false,
            TomlInlineTablePolicy.WhenSmall => !((IEnumerable<KeyValuePair<string, object>>)value).All(p => p.Value is not (IEnumerable and not string)),
            _ => true,
        };
    }

    private void WriteValue(object value, string path, ref int indent, int column)
    {
        if (value is not IEnumerable sequence || value is string || IsTable(value) || !options.WriteIndented)
        {
            writer.Write(Inline(value, path));
            return;
        }

        var line = Inline(value, path);
        if (column + line.Length <= LineWidth)
        {
            writer.Write(line);
            return;
        }

        writer.Write('[');
        writer.Write(newLine);
        indent += options.IndentSize;
        foreach (var item in sequence)
        {
            writer.Write(new string(' ', indent));
            WriteValue(NotNull(item, path), path, ref indent, indent);
            writer.Write(',');
            writer.Write(newLine);
        }

        indent -= options.IndentSize;
        writer.Write(new string(' ', indent));
        writer.Write(']');
    }

    private static object NotNull(object? item, string path) =>
        item ?? throw new TomlException($"The array '{path}' has a null, which TOML cannot hold.");

    private static string Inline(object value, string path)
    {
        switch (value)
        {
            case string:
                return Scalar(value);
            case IEnumerable<KeyValuePair<string, object>> table:
                var pairs = table.Where(p => p.Value is not null).Select(p => $"{Key(p.Key)} = {Inline(p.Value, p.Key)}").ToList();
                return pairs.Count == 0 ? "{}" : "{ " + string.Join(", ", pairs) + " }";
            case IEnumerable sequence:
                return "[" + string.Join(", ", sequence.Cast<object?>().Select(item => Inline(NotNull(item, path), path))) + "]";
            default:
                return Scalar(value);
        }
    }
}
