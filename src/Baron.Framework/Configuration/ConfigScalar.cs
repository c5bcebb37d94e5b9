using Tomlyn;

namespace Baron.Configuration;

/// <summary>A string, integer, float, boolean, date or time.</summary>
public sealed class ConfigScalar : ConfigNode
{
    /// <summary>Creates a value.</summary>
    /// <param name="value">A <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/> or <see cref="TomlDateTime"/>.</param>
    /// <param name="position">Where it was written.</param>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public ConfigScalar(object value, SourcePosition position)
        : base(position)
    {
        Value = value is string or long or double or bool or TomlDateTime
            ? value
            : throw new ArgumentException($"A scalar is a string, long, double, bool or TomlDateTime, not {value?.GetType().Name ?? "null"}.", nameof(value));
    }

    /// <summary>The value: <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/> or <see cref="TomlDateTime"/>.</summary>
    public object Value { get; }

    /// <inheritdoc/>
    public override string Describe() => Value switch
    {
        string text => $"the string '{Shorten(text)}'",
        long => $"the integer {ConfigWriter.Scalar(Value)}",
        double => $"the number {ConfigWriter.Scalar(Value)}",
        bool => ConfigWriter.Scalar(Value),
        _ => $"the date or time {ConfigWriter.Scalar(Value)}",
    };

    /// <inheritdoc/>
    public override ConfigNode At(SourcePosition position, SourcePosition? definedAt = null) =>
        new ConfigScalar(Value, position) { DefinedAt = definedAt };

    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings("\\n");
        return line.Length <= 60 ? line : line[..57] + "...";
    }
}
