using System.Diagnostics.CodeAnalysis;

namespace Baron.Configuration;

/// <summary>A table: keys and values in the order in which they were written.</summary>
public sealed class ConfigTable : ConfigNode
{
    private readonly Dictionary<string, ConfigEntry> _byKey;

    /// <summary>Creates a table.</summary>
    /// <param name="entries">Keys and values; a key that comes twice keeps its first place and its last value.</param>
    /// <param name="position">Where the table was written.</param>
    public ConfigTable(IEnumerable<ConfigEntry> entries, SourcePosition position)
        : base(position)
    {
        _byKey = new Dictionary<string, ConfigEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            _byKey[entry.Key] = entry;
        }

        Entries = [.. _byKey.Values];
    }

    private ConfigTable(ConfigTable other, SourcePosition position, SourcePosition? definedAt)
        : base(position)
    {
        _byKey = other._byKey;
        Entries = other.Entries;
        DefinedAt = definedAt;
    }

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<ConfigEntry> Entries { get; }

    /// <summary>The keys in order.</summary>
    public IEnumerable<string> Keys => Entries.Select(e => e.Key);

    /// <summary>The number of entries.</summary>
    public int Count => Entries.Count;

    /// <summary>The value of a key, or <c>null</c> where it is absent.</summary>
    /// <param name="key">The key.</param>
    public ConfigNode? this[string key] => _byKey.TryGetValue(key, out var entry) ? entry.Value : null;

    /// <summary>Whether the table has the key.</summary>
    /// <param name="key">The key.</param>
    public bool Contains(string key) => _byKey.ContainsKey(key);

    /// <summary>Looks up a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    public bool TryGet(string key, [NotNullWhen(true)] out ConfigNode? value)
    {
        value = this[key];
        return value is not null;
    }

    /// <summary>Looks up an entry, which knows where the key was written.</summary>
    /// <param name="key">The key.</param>
    /// <param name="entry">The entry.</param>
    public bool TryGetEntry(string key, [NotNullWhen(true)] out ConfigEntry? entry) => _byKey.TryGetValue(key, out entry);

    /// <summary>The table with one entry set: in its old place where the key exists, else at the end.</summary>
    /// <param name="entry">The entry.</param>
    public ConfigTable With(ConfigEntry entry) => new(Entries.Append(entry), Position);

    /// <summary>The table without some keys.</summary>
    /// <param name="keys">The keys; absent ones do no harm.</param>
    public ConfigTable Without(params IEnumerable<string> keys)
    {
        var dropped = keys.ToHashSet(StringComparer.Ordinal);
        return new ConfigTable(Entries.Where(e => !dropped.Contains(e.Key)), Position);
    }

    /// <inheritdoc/>
    public override string Describe() => this["type"] is ConfigScalar { Value: string type }
        ? $"a table with type '{type}'"
        : Count == 0 ? "an empty table" : $"a table with {string.Join(", ", Keys.Take(3))}{(Count > 3 ? ", ..." : string.Empty)}";

    /// <inheritdoc/>
    public override ConfigNode At(SourcePosition position, SourcePosition? definedAt = null) => new ConfigTable(this, position, definedAt);
}
