namespace Tomlyn.Syntax;

public sealed class DateTimeValueSyntax : ValueSyntax
{
    public DateTimeValueSyntax(SyntaxKind kind)
        : base(kind)
    {
    }

    /// <summary>The spelling.</summary>
    public SyntaxToken? Token { get; set; }

    public TomlDateTime Value { get; set; }
}
