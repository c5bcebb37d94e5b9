namespace Baron.Configuration;

/// <summary>
/// Lays one config over another: tables merge key by key, lists and scalars replace.
/// <list type="bullet">
/// <item><c>_delete_ = true</c> in a table drops the inherited table first.</item>
/// <item><c>_delete_ = ["a", "b"]</c> drops these inherited keys first (of an inherited list: these positions).</item>
/// <item>A table whose keys are all numbers, laid over a list, changes items of the list by position (from 0).</item>
/// </list>
/// </summary>
internal sealed class ConfigMerger(List<ConfigDiagnostic> errors)
{
    /// <summary>The key of deletions.</summary>
    public const string DeleteKey = "_delete_";

    /// <summary>Merges two tables.</summary>
    /// <param name="inherited">What is underneath.</param>
    /// <param name="overlay">What is laid over it.</param>
    /// <param name="path">The tables' path.</param>
    public ConfigTable MergeTables(ConfigTable inherited, ConfigTable overlay, string path = "")
    {
        var kept = inherited;
        if (overlay.TryGetEntry(DeleteKey, out var deletion))
        {
            if (deletion.Value is ConfigScalar { Value: bool flag })
            {
                kept = flag ? new ConfigTable([], overlay.Position) : inherited;
            }
            else
            {
                kept = inherited.Without(DeletedNames(deletion, path).Where(name => Known(name.Key, inherited.Keys, name.Position, path)).Select(name => name.Key));
            }
        }

        var entries = new List<ConfigEntry>(kept.Entries);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            places[entries[i].Key] = i;
        }

        foreach (var entry in overlay.Entries)
        {
            if (entry.Key == DeleteKey)
            {
                continue;
            }

            var inner = ConfigPath.Append(path, entry.Key);
            if (places.TryGetValue(entry.Key, out var place))
            {
                entries[place] = entry with { Value = Merge(entries[place].Value, entry.Value, inner) };
            }
            else
            {
                entries.Add(entry with { Value = Clean(entry.Value, inner) });
            }
        }

        // A change of one key on the command line does not make the whole table the command line's.
        return new ConfigTable(entries, kept.Count > 0 && !overlay.Position.IsInFile ? kept.Position : overlay.Position);
    }

    private ConfigNode Merge(ConfigNode inherited, ConfigNode overlay, string path)
    {
        if (overlay is not ConfigTable table)
        {
            return Clean(overlay, path);
        }

        switch (inherited)
        {
            case ConfigTable below:
                return MergeTables(below, table, path);
            case ConfigArray list when ChangesItems(table):
                return MergeItems(list, table, path);
            case ConfigScalar { Value: string text } when ReferenceResolver.IsWholeReference(text) && !DropsInherited(table):
                errors.Add(new ConfigDiagnostic(
                    table.Position,
                    $"{path} is the reference '{text}' of {inherited.Position}, which a table cannot be merged into",
                    Hint: $"change what it refers to, or write {DeleteKey} = true to replace it"));
                return inherited;
            default:
                return Clean(DropsInherited(table) ? table.Without(DeleteKey) : table, path);
        }
    }

    private static bool DropsInherited(ConfigTable table) => table[DeleteKey] is ConfigScalar { Value: true };

    private static bool ChangesItems(ConfigTable table) =>
        table.Count > 0 && !DropsInherited(table) && table.Keys.All(key => key == DeleteKey || ConfigPath.TryIndex(key, out _));

    private ConfigArray MergeItems(ConfigArray inherited, ConfigTable changes, string path)
    {
        var items = inherited.ToArray();
        var dropped = new HashSet<int>();
        foreach (var entry in changes.Entries)
        {
            if (entry.Key == DeleteKey)
            {
                foreach (var (key, position) in DeletedNames(entry, path))
                {
                    if (Known(key, Indices(items.Length), position, path))
                    {
                        dropped.Add(int.Parse(key, System.Globalization.CultureInfo.InvariantCulture));
                    }
                }

                continue;
            }

            if (Known(entry.Key, Indices(items.Length), entry.KeyPosition, path) && ConfigPath.TryIndex(entry.Key, out var index))
            {
                items[index] = Merge(items[index], entry.Value, ConfigPath.Append(path, entry.Key));
            }
        }

        return new ConfigArray(items.Where((_, index) => !dropped.Contains(index)), inherited.Position);
    }

    private static IEnumerable<string> Indices(int count) =>
        Enumerable.Range(0, count).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private IEnumerable<(string Key, SourcePosition Position)> DeletedNames(ConfigEntry deletion, string path)
    {
        if (deletion.Value is ConfigScalar { Value: bool })
        {
            yield break;
        }

        if (deletion.Value is not ConfigArray names)
        {
            errors.Add(Malformed(deletion.Value, path));
            yield break;
        }

        foreach (var name in names)
        {
            switch (name)
            {
                case ConfigScalar { Value: string key }:
                    yield return (key, name.Position);
                    break;
                case ConfigScalar { Value: long index }:
                    yield return (index.ToString(System.Globalization.CultureInfo.InvariantCulture), name.Position);
                    break;
                default:
                    errors.Add(Malformed(name, path));
                    break;
            }
        }
    }

    private static ConfigDiagnostic Malformed(ConfigNode found, string path) =>
        new(found.Position, $"{ConfigPath.Append(path, DeleteKey)} is {found.Describe()}", "true, or a list of the inherited keys to drop");

    private bool Known(string key, IEnumerable<string> known, SourcePosition position, string path)
    {
        var names = known.ToList();
        if (names.Contains(key, StringComparer.Ordinal))
        {
            return true;
        }

        var where = path.Length == 0 ? "the inherited config" : $"the inherited {path}";
        var isList = names.Count > 0 && names.All(name => ConfigPath.TryIndex(name, out _));
        errors.Add(isList
            ? new ConfigDiagnostic(position, $"{where} has no item {key}", $"0 to {names.Count - 1}")
            : new ConfigDiagnostic(
                position,
                $"{where} has no key '{key}'",
                names.Count == 0 ? null : $"one of {Names.List(names)}",
                NearestName.Find(key, names)));
        return false;
    }

    /// <summary>Takes the deletions out of a value that nothing is underneath.</summary>
    private ConfigNode Clean(ConfigNode node, string path)
    {
        switch (node)
        {
            case ConfigTable table:
                if (!table.Contains(DeleteKey) && table.Entries.All(e => e.Value is ConfigScalar))
                {
                    return table;
                }

                return MergeTables(new ConfigTable([], table.Position), table, path);
            case ConfigArray list when list.Any(item => item is not ConfigScalar):
                return new ConfigArray(list.Select((item, i) => Clean(item, $"{path}.{i}")), list.Position);
            default:
                return node;
        }
    }
}
