namespace Tomlyn;

/// <summary>Which tables are written inline besides those made with <c>new TomlTable(inline: true)</c>.</summary>
public enum TomlInlineTablePolicy
{
    Never = 0,
    WhenSmall = 1,
    Always = 2,
}
