using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Baron.Configuration;

/// <summary>Reads TOML into nodes with positions, over Tomlyn's syntax tree.</summary>
internal static class TomlTreeReader
{
    /// <summary>Reads a document.</summary>
    /// <param name="text">The TOML text.</param>
    /// <param name="source">The full path of the file, or a name.</param>
    /// <param name="errors">Gets every syntax error.</param>
    /// <returns>The root table; empty where there were errors.</returns>
    public static ConfigTable Read(string text, string source, List<ConfigDiagnostic> errors)
    {
        var document = SyntaxParser.Parse(text, source, validate: true);
        var root = new TableBuilder(new SourcePosition(source, 1, 1));
        if (document.HasErrors)
        {
            foreach (var message in document.Diagnostics)
            {
                if (message.Kind == DiagnosticMessageKind.Error)
                {
                    errors.Add(new ConfigDiagnostic(Position(source, message.Span), message.Message.TrimEnd('.')));
                }
            }

            return root.Build();
        }

        AddAll(root, document.KeyValues, source);
        foreach (var table in document.Tables)
        {
            var keys = Keys(table.Name!, source);
            var parent = root;
            for (var i = 0; i < keys.Count - 1; i++)
            {
                parent = parent.Descend(keys[i].Key, keys[i].Position);
            }

            var (key, keyPosition) = keys[^1];
            var position = Position(source, table.Span);
            var target = table is TableArraySyntax
                ? parent.Append(key, keyPosition, position)
                : parent.Open(key, keyPosition, position);
            AddAll(target, table.Items, source);
        }

        return root.Build();
    }

    private static void AddAll(TableBuilder table, IEnumerable<KeyValueSyntax> items, string source)
    {
        foreach (var item in items)
        {
            Add(table, item, source);
        }
    }

    private static void Add(TableBuilder table, KeyValueSyntax item, string source)
    {
        var keys = Keys(item.Key!, source);
        for (var i = 0; i < keys.Count - 1; i++)
        {
            table = table.Descend(keys[i].Key, keys[i].Position);
        }

        table.Set(keys[^1].Key, keys[^1].Position, Value(item.Value!, source));
    }

    private static ConfigNode Value(ValueSyntax value, string source)
    {
        var position = Position(source, value.Span);
        switch (value)
        {
            case StringValueSyntax text:
                return new ConfigScalar(text.Value ?? string.Empty, position);
            case IntegerValueSyntax integer:
                return new ConfigScalar(integer.Value, position);
            case FloatValueSyntax number:
                return new ConfigScalar(number.Value, position);
            case BooleanValueSyntax flag:
                return new ConfigScalar(flag.Value, position);
            case DateTimeValueSyntax time:
                return new ConfigScalar(time.Value, position);
            case ArraySyntax array:
                return new ConfigArray(array.Items.Select(item => Value(item.Value!, source)), position);
            case InlineTableSyntax inline:
                var table = new TableBuilder(position);
                foreach (var item in inline.Items)
                {
                    Add(table, item.KeyValue!, source);
                }

                return table.Build();
            default:
                throw new InvalidOperationException($"Tomlyn returned a {value.GetType().Name}.");
        }
    }

    private static List<(string Key, SourcePosition Position)> Keys(KeySyntax key, string source)
    {
        var keys = new List<(string, SourcePosition)> { Part(key.Key!, source) };
        foreach (var dotted in key.DotKeys)
        {
            keys.Add(Part(dotted.Key!, source));
        }

        return keys;
    }

    private static (string Key, SourcePosition Position) Part(BareKeyOrStringValueSyntax part, string source) =>
        (part is BareKeySyntax bare ? bare.Key!.Text! : ((StringValueSyntax)part).Value!, Position(source, part.Span));

    // Tomlyn counts lines and columns from zero, people from one.
    private static SourcePosition Position(string source, SourceSpan span) =>
        new(source, Math.Max(span.Start.Line, 0) + 1, Math.Max(span.Start.Column, 0) + 1);

    /// <summary>A table that headers and dotted keys still add to.</summary>
    private sealed class TableBuilder(SourcePosition position)
    {
        private readonly List<Item> _items = [];
        private readonly Dictionary<string, Item> _byKey = new(StringComparer.Ordinal);
        private SourcePosition _position = position;

        public void Set(string key, SourcePosition keyPosition, object value)
        {
            var item = new Item(key, keyPosition, value);
            _items.Add(item);
            _byKey[key] = item;
        }

        /// <summary>The table of a key on the way to another: it is made where it is absent; of a list of tables the last.</summary>
        public TableBuilder Descend(string key, SourcePosition keyPosition)
        {
            if (!_byKey.TryGetValue(key, out var item))
            {
                var table = new TableBuilder(keyPosition);
                Set(key, keyPosition, table);
                return table;
            }

            return item.Value is List<TableBuilder> list ? list[^1] : (TableBuilder)item.Value;
        }

        /// <summary>The table that a header names.</summary>
        public TableBuilder Open(string key, SourcePosition keyPosition, SourcePosition header)
        {
            var table = Descend(key, keyPosition);
            table._position = header;
            _byKey[key].KeyPosition = keyPosition;
            return table;
        }

        /// <summary>A new table of the list that a header names.</summary>
        public TableBuilder Append(string key, SourcePosition keyPosition, SourcePosition header)
        {
            if (!_byKey.TryGetValue(key, out var item))
            {
                Set(key, keyPosition, new List<TableBuilder>());
                item = _byKey[key];
            }

            var table = new TableBuilder(header);
            ((List<TableBuilder>)item.Value).Add(table);
            return table;
        }

        public ConfigTable Build() => new(_items.Select(item => new ConfigEntry(item.Key, item.KeyPosition, BuildValue(item))), _position);

        private static ConfigNode BuildValue(Item item) => item.Value switch
        {
            TableBuilder table => table.Build(),
            List<TableBuilder> list => new ConfigArray(list.Select(table => table.Build()), item.KeyPosition),
            _ => (ConfigNode)item.Value,
        };

        private sealed class Item(string key, SourcePosition keyPosition, object value)
        {
            public string Key { get; } = key;

            public SourcePosition KeyPosition { get; set; } = keyPosition;

            public object Value { get; } = value;
        }
    }
}
