using System.Globalization;
using Tomlyn;

namespace Baron.Configuration;

/// <summary>
/// A value of a config: a <see cref="ConfigTable"/>, a <see cref="ConfigArray"/> or a <see cref="ConfigScalar"/>. Nodes do not
/// change; every one knows where it was written, also after merging.
/// </summary>
public abstract class ConfigNode
{
    private protected ConfigNode(SourcePosition position) => Position = position;

    /// <summary>Where the value was written; for a value that came through a reference, where the reference was written.</summary>
    public SourcePosition Position { get; }

    /// <summary>Where the value itself was written when it came through a reference <c>${...}</c>, else <c>null</c>.</summary>
    public SourcePosition? DefinedAt { get; private protected init; }

    /// <summary>The value as a message names it, such as <c>the string 'fifty'</c> or <c>a list of 3</c>.</summary>
    public abstract string Describe();

    /// <summary>The same value at another place.</summary>
    /// <param name="position">The new place.</param>
    /// <param name="definedAt">Where the value itself was written, for values that came through a reference.</param>
    public abstract ConfigNode At(SourcePosition position, SourcePosition? definedAt = null);

    /// <summary>The value as a table.</summary>
    /// <exception cref="ConfigException">It is not one.</exception>
    public ConfigTable AsTable() => this as ConfigTable ?? throw Wrong("a table");

    /// <summary>The value as a list.</summary>
    /// <exception cref="ConfigException">It is not one.</exception>
    public ConfigArray AsArray() => this as ConfigArray ?? throw Wrong("a list");

    /// <summary>The value as a string.</summary>
    /// <exception cref="ConfigException">It is not one.</exception>
    public string AsString() => this is ConfigScalar { Value: string text } ? text : throw Wrong("a string");

    /// <summary>The value as an integer.</summary>
    /// <exception cref="ConfigException">It is not one.</exception>
    public long AsInt64() => this is ConfigScalar { Value: long number } ? number : throw Wrong("an integer");

    /// <summary>The value as an integer of 32 bits.</summary>
    /// <exception cref="ConfigException">It is not one.</exception>
    public int AsInt32() => this is ConfigScalar { Value: long and >= int.MinValue and <= int.MaxValue } ? (int)AsInt64() : throw Wrong("an integer of 32 bits");

    /// <summary>The value as a number; integers count as numbers.</summary>
    /// <exception cref="ConfigException">It is not one.</exception>
    public double AsDouble() => this switch
    {
        ConfigScalar { Value: double number } => number,
        ConfigScalar { Value: long number } => number,
        _ => throw Wrong("a number"),
    };

    /// <summary>The value as <c>true</c> or <c>false</c>.</summary>
    /// <exception cref="ConfigException">It is neither.</exception>
    public bool AsBoolean() => this is ConfigScalar { Value: bool flag } ? flag : throw Wrong("true or false");

    /// <summary>
    /// Whether two values are equal: tables regardless of the order of their keys, lists in order, numbers with their type
    /// (1 is not 1.0), NaN equal to itself. Positions do not count.
    /// </summary>
    /// <param name="left">A value or <c>null</c>.</param>
    /// <param name="right">A value or <c>null</c>.</param>
    public static bool DeepEquals(ConfigNode? left, ConfigNode? right) => (left, right) switch
    {
        (null, null) => true,
        (ConfigTable a, ConfigTable b) => a.Count == b.Count && a.Entries.All(e => b.TryGet(e.Key, out var other) && DeepEquals(e.Value, other)),
        (ConfigArray a, ConfigArray b) => a.Count == b.Count && a.Zip(b).All(pair => DeepEquals(pair.First, pair.Second)),
        (ConfigScalar a, ConfigScalar b) => a.Value.Equals(b.Value),
        _ => false,
    };

    /// <summary>
    /// Makes a node of .NET values: strings, numbers, booleans, <see cref="TomlDateTime"/>, dictionaries with string keys and
    /// other enumerables; nodes are taken as they are.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="position">The position of everything made.</param>
    /// <exception cref="ArgumentException">A value has no counterpart in TOML (null included).</exception>
    public static ConfigNode From(object value, SourcePosition position) => value switch
    {
        ConfigNode node => node,
        string or long or double or bool or TomlDateTime => new ConfigScalar(value, position),
        int or short or byte or sbyte or ushort or uint => new ConfigScalar(Convert.ToInt64(value, CultureInfo.InvariantCulture), position),
        float single => new ConfigScalar(double.Parse(single.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), position),
        IEnumerable<KeyValuePair<string, ConfigNode>> pairs => new ConfigTable(pairs.Select(p => new ConfigEntry(p.Key, position, p.Value)), position),
        IEnumerable<KeyValuePair<string, object>> pairs => new ConfigTable(pairs.Select(p => new ConfigEntry(p.Key, position, From(p.Value, position))), position),
        System.Collections.IEnumerable items => new ConfigArray(items.Cast<object>().Select(item => From(item, position)), position),
        _ => throw new ArgumentException($"{value?.GetType().Name ?? "null"} has no counterpart in TOML.", nameof(value)),
    };

    private ConfigException Wrong(string expected) => new(new ConfigDiagnostic(Position, $"found {Describe()}", expected));
}
