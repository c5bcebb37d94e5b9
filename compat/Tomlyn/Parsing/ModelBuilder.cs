using Tomlyn.Model;
using Tomlyn.Serialization;
using Tomlyn.Syntax;

namespace Tomlyn.Parsing;

/// <summary>
/// Turns the tree into tables and enforces TOML's rules on who may define a table and who may extend it.
/// </summary>
internal sealed class ModelBuilder(DiagnosticsBag diagnostics, ITomlMetadataStore? metadata)
{
    public TomlTable Build(DocumentSyntax document)
    {
        var root = new Scope(new TomlTable(), Origin.Header, default);
        AddAll(root, document.KeyValues);
        foreach (var table in document.Tables)
        {
            if (Open(root, table) is { } scope)
            {
                AddAll(scope, table.Items);
            }
        }

        return root.Table;
    }

    private static List<BareKeyOrStringValueSyntax> Parts(KeySyntax key)
    {
        var parts = new List<BareKeyOrStringValueSyntax>(1 + key.DotKeys.ChildrenCount) { key.Key! };
        foreach (var item in key.DotKeys)
        {
            parts.Add(item.Key!);
        }

        return parts;
    }

    private static string Name(BareKeyOrStringValueSyntax part) =>
        part is BareKeySyntax bare ? bare.Key!.Text! : ((StringValueSyntax)part).Value!;

    private static string Path(List<BareKeyOrStringValueSyntax> parts, int count) =>
        string.Join('.', parts.Take(count).Select(p => p is BareKeySyntax bare ? bare.Key!.Text : ((StringValueSyntax)p).Token!.Text));

    private static string FirstAt(Entry entry) => $"line {entry.Span.Start.Line + 1}";

    private static TomlPropertyDisplayKind DisplayKindOf(ValueSyntax value) => value switch
    {
        IntegerValueSyntax { Token.TokenKind: TokenKind.IntegerHexa } => TomlPropertyDisplayKind.IntegerHexadecimal,
        IntegerValueSyntax { Token.TokenKind: TokenKind.IntegerOctal } => TomlPropertyDisplayKind.IntegerOctal,
        IntegerValueSyntax { Token.TokenKind: TokenKind.IntegerBinary } => TomlPropertyDisplayKind.IntegerBinary,
        StringValueSyntax { Token.TokenKind: TokenKind.StringMulti } => TomlPropertyDisplayKind.StringMulti,
        StringValueSyntax { Token.TokenKind: TokenKind.StringLiteral } => TomlPropertyDisplayKind.StringLiteral,
        StringValueSyntax { Token.TokenKind: TokenKind.StringLiteralMulti } => TomlPropertyDisplayKind.StringLiteralMulti,
        DateTimeValueSyntax { Value.Kind: TomlDateTimeKind.OffsetDateTimeByZ } => TomlPropertyDisplayKind.OffsetDateTimeByZ,
        DateTimeValueSyntax { Value.Kind: TomlDateTimeKind.OffsetDateTimeByNumber } => TomlPropertyDisplayKind.OffsetDateTimeByNumber,
        DateTimeValueSyntax { Value.Kind: TomlDateTimeKind.LocalDateTime } => TomlPropertyDisplayKind.LocalDateTime,
        DateTimeValueSyntax { Value.Kind: TomlDateTimeKind.LocalDate } => TomlPropertyDisplayKind.LocalDate,
        DateTimeValueSyntax { Value.Kind: TomlDateTimeKind.LocalTime } => TomlPropertyDisplayKind.LocalTime,
        InlineTableSyntax => TomlPropertyDisplayKind.InlineTable,
        _ => TomlPropertyDisplayKind.Default,
    };

    private static string Describe(Entry entry) => entry switch
    {
        { Elements: not null } => "an array of tables",
        { Scope.Origin: Origin.Inline } => "an inline table, which cannot be extended",
        { Scope.Origin: Origin.Dotted } => "a table of dotted keys",
        { Scope: not null } => "a table",
        _ => "a value",
    };

    private void AddAll(Scope scope, SyntaxList<KeyValueSyntax> items)
    {
        // One section is one run of key-values: only within it may dotted keys meet the same table again.
        var section = new object();
        foreach (var item in items)
        {
            Add(scope, item, section);
        }
    }

    private void Add(Scope scope, KeyValueSyntax item, object section)
    {
        var parts = Parts(item.Key!);
        for (var i = 0; i < parts.Count - 1; i++)
        {
            var name = Name(parts[i]);
            if (!scope.Entries.TryGetValue(name, out var entry))
            {
                scope = Define(scope, name, Origin.Dotted, section, item.Span);
                continue;
            }

            if (entry.Scope is { Origin: Origin.Implied } implied)
            {
                implied.Origin = Origin.Dotted;
                implied.Section = section;
            }
            else if (entry.Scope is not { Origin: Origin.Dotted } dotted || dotted.Section != section)
            {
                diagnostics.Error(parts[i].Span, $"The key '{Path(parts, i + 1)}' is {Describe(entry)} already ({FirstAt(entry)}); dotted keys cannot add to it.");
                return;
            }

            scope = entry.Scope;
        }

        var key = Name(parts[^1]);
        if (scope.Entries.TryGetValue(key, out var existing))
        {
            diagnostics.Error(parts[^1].Span, $"The key '{Path(parts, parts.Count)}' is defined already ({FirstAt(existing)}).");

            // The value is still looked at for mistakes of its own.
            Value(item.Value!);
            return;
        }

        if (item.Value is InlineTableSyntax inline)
        {
            var inner = new Scope(new TomlTable(inline: true), Origin.Inline, null);
            scope.Entries.Add(key, new Entry(item.Span, inner, null));
            scope.Table[key] = inner.Table;
            Fill(inner, inline);
        }
        else
        {
            scope.Entries.Add(key, new Entry(item.Span, null, null));
            scope.Table[key] = Value(item.Value!);
        }

        Remember(scope, key, item.Span, DisplayKindOf(item.Value!));
    }

    private void Fill(Scope scope, InlineTableSyntax inline)
    {
        var section = new object();
        foreach (var item in inline.Items)
        {
            Add(scope, item.KeyValue!, section);
        }
    }

    private object Value(ValueSyntax value)
    {
        switch (value)
        {
            case StringValueSyntax text:
                return text.Value!;
            case IntegerValueSyntax integer:
                return integer.Value;
            case FloatValueSyntax number:
                return number.Value;
            case BooleanValueSyntax boolean:
                return boolean.Value;
            case DateTimeValueSyntax date:
                return date.Value;
            case InlineTableSyntax inline:
                var scope = new Scope(new TomlTable(inline: true), Origin.Inline, null);
                Fill(scope, inline);
                return scope.Table;
            default:
                var items = ((ArraySyntax)value).Items;
                var array = new TomlArray(items.ChildrenCount);
                foreach (var item in items)
                {
                    array.Add(Value(item.Value!));
                }

                return array;
        }
    }

    /// <summary>The table that a header opens; <c>null</c> where the header is a mistake.</summary>
    private Scope? Open(Scope scope, TableSyntaxBase header)
    {
        var parts = Parts(header.Name!);
        for (var i = 0; i < parts.Count - 1; i++)
        {
            var name = Name(parts[i]);
            if (!scope.Entries.TryGetValue(name, out var entry))
            {
                scope = Define(scope, name, Origin.Implied, null, header.Span);
            }
            else if (entry.Elements is { } elements)
            {
                scope = elements[^1];
            }
            else if (entry.Scope is { Origin: not Origin.Inline } inner)
            {
                scope = inner;
            }
            else
            {
                diagnostics.Error(parts[i].Span, $"'{Path(parts, i + 1)}' is {Describe(entry)} ({FirstAt(entry)}), so '{Path(parts, parts.Count)}' cannot be under it.");
                return null;
            }
        }

        var last = Name(parts[^1]);
        scope.Entries.TryGetValue(last, out var existing);
        if (header is TableArraySyntax)
        {
            if (existing is { Elements: null })
            {
                diagnostics.Error(parts[^1].Span, $"'{Path(parts, parts.Count)}' is {Describe(existing)} already ({FirstAt(existing)}); it cannot become an array of tables.");
                return null;
            }

            var element = new Scope(new TomlTable(), Origin.Header, null);
            if (existing is null)
            {
                var tables = new TomlTableArray { element.Table };
                scope.Entries.Add(last, new Entry(header.Span, null, [element]));
                scope.Table[last] = tables;
                Remember(scope, last, header.Span, TomlPropertyDisplayKind.NoInline);
            }
            else
            {
                existing.Elements.Add(element);
                ((TomlTableArray)scope.Table[last]).Add(element.Table);
            }

            return element;
        }

        if (existing is null)
        {
            return Define(scope, last, Origin.Header, null, header.Span);
        }

        if (existing.Scope is { Origin: Origin.Implied } waiting)
        {
            waiting.Origin = Origin.Header;
            existing.Span = header.Span;
            Remember(scope, last, header.Span, TomlPropertyDisplayKind.NoInline);
            return waiting;
        }

        diagnostics.Error(parts[^1].Span, $"'{Path(parts, parts.Count)}' is {Describe(existing)} already ({FirstAt(existing)}); it cannot be defined again.");
        return null;
    }

    private Scope Define(Scope scope, string name, Origin origin, object? section, SourceSpan span)
    {
        var inner = new Scope(new TomlTable(), origin, section);
        scope.Entries.Add(name, new Entry(span, inner, null));
        scope.Table[name] = inner.Table;
        Remember(scope, name, span, TomlPropertyDisplayKind.NoInline);
        return inner;
    }

    private void Remember(Scope scope, string key, SourceSpan span, TomlPropertyDisplayKind display)
    {
        if (metadata is null)
        {
            return;
        }

        if (!metadata.TryGetProperties(scope.Table, out var properties))
        {
            properties = new TomlPropertiesMetadata();
            metadata.SetProperties(scope.Table, properties);
        }

        properties.SetProperty(key, new TomlPropertyMetadata { Span = span, DisplayKind = display });
    }

    /// <summary>What brought a table about.</summary>
    private enum Origin
    {
        /// <summary>Named on the way to another header; may still be defined.</summary>
        Implied,

        /// <summary>Its own header.</summary>
        Header,

        /// <summary>Dotted keys of one section.</summary>
        Dotted,

        /// <summary>Braces; complete as it stands.</summary>
        Inline,
    }

    private sealed class Scope(TomlTable table, Origin origin, object? section)
    {
        public TomlTable Table { get; } = table;

        public Origin Origin { get; set; } = origin;

        public object? Section { get; set; } = section;

        public Dictionary<string, Entry> Entries { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Entry(SourceSpan span, Scope? scope, List<Scope>? elements)
    {
        public SourceSpan Span { get; set; } = span;

        public Scope? Scope { get; } = scope;

        public List<Scope>? Elements { get; } = elements;
    }
}
