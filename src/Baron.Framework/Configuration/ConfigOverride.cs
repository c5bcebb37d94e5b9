namespace Baron.Configuration;

/// <summary>A change from the command line, laid over the merged file.</summary>
public sealed class ConfigOverride
{
    private ConfigOverride(string option, IReadOnlyList<string> keys, ConfigNode? value)
    {
        Option = option;
        Keys = keys;
        Value = value;
    }

    /// <summary>The option as it was written, for messages.</summary>
    public string Option { get; }

    /// <summary>The path: keys of tables and positions in lists.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>The new value, or <c>null</c> to remove the key.</summary>
    public ConfigNode? Value { get; }

    /// <summary>Parses <c>a.b.c=value</c>. The value is TOML; a bare word is a string.</summary>
    /// <param name="assignment">The text after <c>--set</c>.</param>
    /// <exception cref="ConfigException">It is not an assignment, or its value begins like TOML and is not.</exception>
    public static ConfigOverride Set(string assignment)
    {
        var option = $"--set {assignment}";
        var position = new SourcePosition(option);
        var equals = Equals(assignment);
        if (equals <= 0 || !ConfigPath.TryParse(assignment[..equals].Trim(), out var keys))
        {
            throw new ConfigException(new ConfigDiagnostic(position, "this is not an assignment", "--set a.b.c=value"));
        }

        return new ConfigOverride(option, keys, ParseValue(assignment[(equals + 1)..].Trim(), position));
    }

    /// <summary>Sets a key to a value.</summary>
    /// <param name="path">The path, such as <c>train_cfg.max_iters</c>.</param>
    /// <param name="value">A value for <see cref="ConfigNode.From"/>.</param>
    /// <param name="option">Where it comes from, for messages, such as <c>--seed 3</c>.</param>
    /// <exception cref="ConfigException">It is not a path.</exception>
    public static ConfigOverride Set(string path, object value, string option) =>
        ConfigPath.TryParse(path, out var keys)
            ? new ConfigOverride(option, keys, ConfigNode.From(value, new SourcePosition(option)))
            : throw new ConfigException(new ConfigDiagnostic(new SourcePosition(option), $"'{path}' is not a path", "a.b.c"));

    /// <summary>Removes a key, so that the constructor's default applies.</summary>
    /// <param name="path">The path, such as <c>model.neck</c>.</param>
    /// <exception cref="ConfigException">It is not a path.</exception>
    public static ConfigOverride Unset(string path)
    {
        var option = $"--unset {path}";
        return ConfigPath.TryParse(path.Trim(), out var keys)
            ? new ConfigOverride(option, keys, null)
            : throw new ConfigException(new ConfigDiagnostic(new SourcePosition(option), $"'{path}' is not a path", "--unset a.b.c"));
    }

    /// <summary>Lays this change over a config.</summary>
    /// <param name="root">The config.</param>
    /// <param name="errors">Gets what is wrong.</param>
    internal ConfigTable Apply(ConfigTable root, List<ConfigDiagnostic> errors)
    {
        var position = new SourcePosition(Option);
        if (Value is not null)
        {
            var overlay = Value;
            for (var i = Keys.Count - 1; i >= 0; i--)
            {
                overlay = new ConfigTable([new ConfigEntry(Keys[i], position, overlay)], position);
            }

            return new ConfigMerger(errors).MergeTables(root, (ConfigTable)overlay);
        }

        return (ConfigTable)Remove(root, 0, position, errors);
    }

    private ConfigNode Remove(ConfigNode node, int depth, SourcePosition position, List<ConfigDiagnostic> errors)
    {
        var key = Keys[depth];
        var last = depth == Keys.Count - 1;
        switch (node)
        {
            case ConfigTable table when table.TryGetEntry(key, out var entry):
                return last ? table.Without(key) : table.With(entry with { Value = Remove(entry.Value, depth + 1, position, errors) });
            case ConfigArray list when ConfigPath.TryIndex(key, out var index) && index < list.Count:
                return new ConfigArray(
                    last ? list.Where((_, i) => i != index) : list.Select((item, i) => i == index ? Remove(item, depth + 1, position, errors) : item),
                    list.Position);
            default:
                var where = depth == 0 ? "the config" : ConfigPath.Format(Keys.Take(depth));
                var known = node is ConfigTable t ? t.Keys.ToList() : [];
                errors.Add(node switch
                {
                    ConfigArray list => new ConfigDiagnostic(position, $"{where} has {list.Count} items, not '{key}'"),
                    ConfigScalar => new ConfigDiagnostic(position, $"{where} is {node.Describe()}", "a table or list"),
                    _ => new ConfigDiagnostic(position, $"{where} has no key '{key}'", known.Count == 0 ? null : $"one of {Names.List(known)}", NearestName.Find(key, known)),
                });
                return node;
        }
    }

    private static int Equals(string assignment)
    {
        var quote = '\0';
        for (var i = 0; i < assignment.Length; i++)
        {
            var c = assignment[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '=')
            {
                return i;
            }
        }

        return -1;
    }

    private static ConfigNode ParseValue(string text, SourcePosition position)
    {
        var errors = new List<ConfigDiagnostic>();
        if (text.Length > 0 && !text.Contains('\n') && !text.Contains('\r'))
        {
            // A value is what can stand behind `v = `; two keys are not a value.
            var table = TomlTreeReader.Read($"v = {text}", position.Source, errors);
            if (errors.Count == 0 && table.Count == 1 && table.TryGet("v", out var value))
            {
                return Rebase(value, position);
            }
        }

        if (text.Length > 0 && text[0] is '[' or '{' or '"' or '\'')
        {
            throw new ConfigException(new ConfigDiagnostic(position, $"the value is not TOML: {errors.FirstOrDefault()?.Message ?? text}"));
        }

        return new ConfigScalar(text, position);
    }

    private static ConfigNode Rebase(ConfigNode node, SourcePosition position) => node switch
    {
        ConfigTable table => new ConfigTable(table.Entries.Select(e => new ConfigEntry(e.Key, position, Rebase(e.Value, position))), position),
        ConfigArray list => new ConfigArray(list.Select(item => Rebase(item, position)), position),
        _ => node.At(position),
    };
}
