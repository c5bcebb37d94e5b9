namespace Tomlyn.Syntax;

public sealed class StringValueSyntax : BareKeyOrStringValueSyntax
{
    public StringValueSyntax()
        : base(SyntaxKind.String)
    {
    }

    /// <summary>The spelling.</summary>
    public SyntaxToken? Token { get; set; }

    public string? Value { get; set; }
}
