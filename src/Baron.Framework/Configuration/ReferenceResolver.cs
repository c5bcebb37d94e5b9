using System.Text;

namespace Baron.Configuration;

/// <summary>
/// Replaces references in strings: <c>${a.b.c}</c> (a value anywhere in the merged config), <c>${config_dir}</c> (the folder of
/// the file in which it is written), <c>${env:NAME}</c> and <c>${env:NAME:fallback}</c>. A string that is one reference takes the
/// value with its type; inside a longer string the value is written out. <c>$${</c> is a literal <c>${</c>.
/// </summary>
internal sealed class ReferenceResolver(ConfigTable root, string configDirectory, Func<string, string?> environment, List<ConfigDiagnostic> errors)
{
    private readonly Dictionary<ConfigNode, ConfigNode> _resolved = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<ConfigNode> _open = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _chain = [];

    /// <summary>Whether a string is one reference and nothing else.</summary>
    /// <param name="text">The string.</param>
    public static bool IsWholeReference(string text) =>
        text.StartsWith("${", StringComparison.Ordinal) && text.IndexOf('}', StringComparison.Ordinal) == text.Length - 1;

    /// <summary>Resolves the whole config.</summary>
    public ConfigTable Resolve() => (ConfigTable)Resolve(root, string.Empty);

    /// <summary>Resolves a string that stands before merging, where only the environment and the folder are known.</summary>
    /// <param name="scalar">The string.</param>
    public string? ResolveEarly(ConfigScalar scalar)
    {
        var text = (string)scalar.Value;
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return text;
        }

        return Expand(text, scalar, "_base_", early: true) is ConfigScalar { Value: string result } ? result : null;
    }

    private ConfigNode Resolve(ConfigNode node, string path)
    {
        if (_resolved.TryGetValue(node, out var known))
        {
            return known;
        }

        if (!_open.Add(node))
        {
            errors.Add(new ConfigDiagnostic(node.Position, $"the references go in a circle: {string.Join(" -> ", _chain.Append(path))}"));
            return node;
        }

        _chain.Add(path);
        var result = node switch
        {
            ConfigTable table => new ConfigTable(table.Entries.Select(e => e with { Value = Resolve(e.Value, ConfigPath.Append(path, e.Key)) }), table.Position),
            ConfigArray list => new ConfigArray(list.Select((item, i) => Resolve(item, $"{path}.{i}")), list.Position),
            ConfigScalar { Value: string text } scalar when text.Contains("${", StringComparison.Ordinal) => Expand(text, scalar, path, early: false) ?? scalar,
            _ => node,
        };
        _chain.RemoveAt(_chain.Count - 1);
        _open.Remove(node);
        _resolved[node] = result;
        return result;
    }

    private ConfigNode? Expand(string text, ConfigScalar scalar, string path, bool early)
    {
        if (IsWholeReference(text))
        {
            return Look(text[2..^1], scalar, early);
        }

        var result = new StringBuilder();
        var i = 0;
        while (i < text.Length)
        {
            if (text.AsSpan(i).StartsWith("$${"))
            {
                result.Append("${");
                i += 3;
            }
            else if (text.AsSpan(i).StartsWith("${"))
            {
                var close = text.IndexOf('}', i);
                if (close < 0)
                {
                    errors.Add(new ConfigDiagnostic(scalar.Position, $"the reference in '{text}' is not closed", "'}'", Hint: "write $${ for a literal ${"));
                    return null;
                }

                var name = text[(i + 2)..close];
                var value = Look(name, scalar, early);
                if (value is null)
                {
                    return null;
                }

                if (value is not ConfigScalar inner)
                {
                    errors.Add(new ConfigDiagnostic(scalar.Position, $"'${{{name}}}' inside a string is {value.Describe()}", "a string, number or boolean", Hint: "a reference alone in its string takes tables and lists as they are"));
                    return null;
                }

                result.Append(inner.Value is string plain ? plain : ConfigWriter.Scalar(inner.Value));
                i = close + 1;
            }
            else
            {
                result.Append(text[i++]);
            }
        }

        return new ConfigScalar(result.ToString(), scalar.Position);
    }

    private ConfigNode? Look(string name, ConfigScalar scalar, bool early)
    {
        var trimmed = name.Trim();
        if (trimmed == "config_dir")
        {
            var folder = scalar.Position.IsInFile ? Path.GetDirectoryName(scalar.Position.Source) : null;
            return new ConfigScalar(string.IsNullOrEmpty(folder) ? configDirectory : folder, scalar.Position);
        }

        if (trimmed.StartsWith("env:", StringComparison.Ordinal))
        {
            var parts = trimmed[4..].Split(':', 2);
            var value = environment(parts[0].Trim()) ?? (parts.Length == 2 ? parts[1] : null);
            if (value is null)
            {
                errors.Add(new ConfigDiagnostic(scalar.Position, $"the environment variable {parts[0]} is not set", Hint: $"set it, or give a fallback: ${{env:{parts[0]}:fallback}}"));
                return null;
            }

            return new ConfigScalar(value, scalar.Position);
        }

        if (early)
        {
            errors.Add(new ConfigDiagnostic(scalar.Position, $"'${{{name}}}' cannot be used in _base_", "${config_dir} or ${env:NAME}"));
            return null;
        }

        if (!ConfigPath.TryParse(trimmed, out var keys))
        {
            errors.Add(new ConfigDiagnostic(scalar.Position, $"'${{{name}}}' is not a reference", "${a.b.c}, ${config_dir} or ${env:NAME}", Hint: "write $${ for a literal ${"));
            return null;
        }

        ConfigNode node = root;
        for (var i = 0; i < keys.Count; i++)
        {
            var here = ConfigPath.Format(keys.Take(i));
            if (node is ConfigScalar { Value: string text } && IsWholeReference(text))
            {
                node = Resolve(node, here);
            }

            IEnumerable<string> known = [];
            ConfigNode? next = null;
            switch (node)
            {
                case ConfigTable table:
                    next = table[keys[i]];
                    known = table.Keys;
                    break;
                case ConfigArray list when ConfigPath.TryIndex(keys[i], out var index) && index < list.Count:
                    next = list[index];
                    break;
            }

            if (next is null)
            {
                var where = i == 0 ? "the config" : here;
                var what = node is ConfigArray items ? $"{where} has {items.Count} items, not '{keys[i]}'" : node is ConfigScalar ? $"{where} is {node.Describe()}" : $"{where} has no key '{keys[i]}'";
                var nearest = NearestName.Find(keys[i], known);
                errors.Add(new ConfigDiagnostic(
                    scalar.Position,
                    $"'${{{name}}}' refers to nothing: {what}",
                    Suggestion: nearest is null ? null : ConfigPath.Format([.. keys.Take(i), nearest, .. keys.Skip(i + 1)])));
                return null;
            }

            node = next;
        }

        var target = Resolve(node, ConfigPath.Format(keys));
        return target.At(scalar.Position, target.DefinedAt ?? target.Position);
    }
}
