using Tomlyn.Serialization;

namespace Tomlyn;

public sealed record TomlSerializerOptions
{
    public static TomlSerializerOptions Default { get; } = new();

    /// <summary>The name in error messages, for example the file.</summary>
    public string? SourceName { get; init; }

    /// <summary>How deep arrays and inline tables may nest; zero for the built-in limit.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Whether arrays too long for a line are broken, one element a line.</summary>
    public bool WriteIndented { get; init; } = true;

    public int IndentSize { get; init; } = 2;

    public TomlNewLineKind NewLine { get; init; }

    public TomlInlineTablePolicy InlineTablePolicy { get; init; }

    public TomlTableArrayStyle TableArrayStyle { get; init; }

    /// <summary>Where source spans of keys are kept while reading.</summary>
    public ITomlMetadataStore? MetadataStore { get; init; }
}
