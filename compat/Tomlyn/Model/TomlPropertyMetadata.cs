using Tomlyn.Syntax;

namespace Tomlyn.Model;

/// <summary>What the source said about one key and its value.</summary>
public class TomlPropertyMetadata
{
    public TomlPropertyDisplayKind DisplayKind { get; set; }

    /// <summary>From the key to the end of the value; for a table from its header.</summary>
    public SourceSpan Span { get; set; }
}
