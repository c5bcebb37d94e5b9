namespace Tomlyn;

/// <summary>How a <see cref="Model.TomlTableArray"/> is written.</summary>
public enum TomlTableArrayStyle
{
    Headers = 0,
    InlineArrayOfTables = 1,
}
